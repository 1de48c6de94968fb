import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createDataFolder } from "../../../support/data-folder.ts";
import { waitFor } from "../../../support/wait-for.ts";
import type { FairStack } from "../fair-stack.ts";
import type { Attack } from "../fairness-row.ts";
import { serveDuringAttack } from "../usual-clients.ts";
import { findUsualReads } from "../usual-reads.ts";

const LONGEST_STOP_MS = 10_500;
const LONGEST_RELOAD_MS = 15_000;
/** A process that has not ended by then is killed after the drill. */
const LONGEST_WAIT_MS = 20_000;

/** What stands where the supergraph was can be opened and never read to its end. */
export const replaceSupergraphByFifo: Attack = {
  variables() {
    const path = join(createDataFolder(), "supergraph.graphql");
    copyFileSync("supergraph.graphql", path);
    return { SUPERGRAPH_PATH: path };
  },
  async run({ stack, scale }) {
    const path = stack.supergraphPath;
    const figures = await serveDuringAttack(stack, scale, await findUsualReads(stack), () => {
      rmSync(path);
      execFileSync("mkfifo", [path]);
      return { stop: async () => undefined };
    });
    const isOutdated = (await readHealth(stack)).isOutdated;
    writeFileSync(`${path}.new`, `${readFileSync("supergraph.graphql", "utf8")}\n# as good as before\n`);
    renameSync(`${path}.new`, path);
    const isReplaced = await waitFor(
      "the good file",
      async () => (await readHealth(stack)).replaced > 0,
      LONGEST_RELOAD_MS,
    ).then(
      () => true,
      () => false,
    );
    rmSync(path);
    execFileSync("mkfifo", [path]);
    const stoppedAt = performance.now();
    const exitCode = await Promise.race([stack.router.stop(), delay(LONGEST_WAIT_MS, null, { ref: false })]);
    const stopMs = performance.now() - stoppedAt;
    return [
      {
        attacker: `a FIFO in place of the supergraph: ${isOutdated ? "told" : "not told"} by health, the next good file ${
          isReplaced ? "served" : "ignored"
        }, stopped with ${exitCode} after ${(stopMs / 1_000).toFixed(1)} s`,
        requests: figures.requests,
        lost: figures.lost,
        usualP99Ms: figures.usualP99Ms,
        p99Ms: figures.p99Ms,
        promise: "none lost; told; a later good file is served; stops within 10 s",
        isKept: figures.lost === 0 && isOutdated && isReplaced && exitCode === 0,
        isInBounds: stopMs <= LONGEST_STOP_MS,
      },
    ];
  },
};

async function readHealth({ router }: FairStack): Promise<{ isOutdated: boolean; replaced: number }> {
  const response = await fetch(`${router.url}/health/ready`);
  const { supergraph } = (await response.json()) as { supergraph: { isOutdated: boolean; replaced: number } };
  return supergraph;
}
