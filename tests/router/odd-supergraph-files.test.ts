import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { readMetrics } from "../support/metrics.ts";
import { makeFifo } from "../support/odd-files.ts";
import { startProcess, startRefusingProcess, type TestProcess } from "../support/process.ts";
import { composeForTest, writeFileIn } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

const STUCK_FILES = pathToFileURL(join("tests", "support", "stuck-files.mjs")).href;

const planets = await startFakeSubgraph(answerJson({ data: { planet: "Earth", moon: "Moon" } }));
const describeSubgraph = (sdl: string) => ({ name: "astronomy", url: planets.url, sdl });
const SMALL = composeForTest([describeSubgraph("type Query { planet: String }")]);
const LARGE = composeForTest([describeSubgraph("type Query { planet: String moon: String }")]);

/** What may stand in the place of a file, by what the log says of it. */
const ODD: [reason: string, make: (path: string) => void][] = [
  ["it is a FIFO, not a regular file", (path) => makeFifo(path)],
  ["it is a device, not a regular file", (path) => symlinkSync("/dev/zero", path)],
  ["EISDIR", (path) => mkdirSync(path)],
  ["ENOENT", () => undefined],
  [
    "it is larger than 64 MB",
    (path) => {
      writeFileSync(path, "");
      truncateSync(path, 64 * 1024 * 1024 + 1);
    },
  ],
];

interface State {
  readonly refused: number;
  readonly replaced: number;
  readonly isOutdated: boolean;
}

async function readState({ url }: TestProcess): Promise<State> {
  const response = await fetch(`${url}/health/ready`);
  return ((await response.json()) as { supergraph: State }).supergraph;
}

function replace(path: string, make: (path: string) => void): void {
  rmSync(path, { recursive: true, force: true });
  make(path);
}

describe("in the place of the supergraph file", () => {
  it("what is no readable file is refused and told, and a good file after it is served", async () => {
    const path = writeFileIn("supergraph.graphql", SMALL);
    const router = await startProcess("router/main", { SUPERGRAPH_PATH: path, DRAIN_MS: "0" });
    for (const [round, [reason, make]] of ODD.entries()) {
      const before = await readState(router);
      replace(path, make);
      await waitFor(
        `the refusal: ${reason}`,
        async () =>
          (await readState(router)).refused > before.refused &&
          router.output().includes(`the file cannot be read: ${reason}`),
      );
      expect((await readState(router)).isOutdated).toBe(true);
      const metrics = await readMetrics(router);
      expect(metrics.find("supergraph_outdated")).toBe(1);
      expect((await sendOperation(router.url, "{ planet }")).data).toEqual({ planet: "Earth" });
      // The same text as before the fault is good news, too.
      const text = round % 2 === 0 ? LARGE : SMALL;
      replace(path, () => writeFileSync(path, text));
      await waitFor("the good file", async () => !(await readState(router)).isOutdated);
    }
    expect((await sendOperation(router.url, "{ moon }")).data).toEqual({ moon: "Moon" });
    expect(await router.stop()).toBe(0);
  });

  it("a FIFO is refused once, however often it is looked at", async () => {
    const path = writeFileIn("supergraph.graphql", SMALL);
    const router = await startProcess("router/main", { SUPERGRAPH_PATH: path });
    replace(path, (fifo) => makeFifo(fifo));
    await waitFor("the refusal", async () => (await readState(router)).refused > 0);
    const { refused } = await readState(router);
    renameSync(writeFileIn("supergraph.graphql", LARGE), path);
    await waitFor("the good file", async () => (await readState(router)).replaced === 1);
    expect((await readState(router)).refused).toBe(refused);
  });

  it("a file whose server is gone is given up after 5 s, at the start and at a reload", async () => {
    const stuck = writeFileIn("stuck", SMALL);
    const variables = { NODE_OPTIONS: `--import=${STUCK_FILES}` };
    const refused = startRefusingProcess("router/main", { ...variables, SUPERGRAPH_PATH: stuck });
    const router = await startProcess("router/main", {
      ...variables,
      SUPERGRAPH_PATH: stuck,
      STUCK_FROM: "2",
    });
    await waitFor("the refusal", async () => (await readState(router)).isOutdated, 20_000);
    expect(router.output()).toContain("the file cannot be read: reading it takes more than 5 s");
    expect((await sendOperation(router.url, "{ planet }")).data).toEqual({ planet: "Earth" });
    expect(await refused).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining("cannot be read (reading it takes more than 5 s)"),
    });
  });
});
