import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { makeFifo } from "../support/odd-files.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
import { findDescendants } from "../support/start-command.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const NODE_OPTIONS = `--import=${pathToFileURL(join("tests", "support", "stuck-files.mjs")).href}`;
const SUBGRAPH = { name: "hello", url: "http://127.0.0.1:1/graphql", sdl: "type Query { hello: String }" };
const ROUTER: Variables = { SUPERGRAPH_PATH: writeSupergraph([SUBGRAPH]) };

const PROCESSES: [what: string, entry: string, variables: Variables][] = [
  ["a router", "router/main", ROUTER],
  ["a router with workers", "router/main", { ...ROUTER, WORKERS: "2" }],
  ["a subgraph", "subgraphs/accounts/main", {}],
];

/** Without help, Node waits for the thread for ever: the test's own time limit is the assertion. */
it.each(PROCESSES)("%s ends although one of its threads waits for a file", async (_what, entry, variables) => {
  const held = await startProcess(entry, {
    DATA_DIR: createDataFolder(),
    DRAIN_MS: "0",
    NODE_OPTIONS,
    HOLD_THREAD: makeFifo(),
    ...variables,
  });
  const workers = findDescendants(held.process.pid ?? 0);
  await held.stop();
  expect(held.process.signalCode).toBe("SIGKILL");
  expect(workers.filter(isAlive)).toEqual([]);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it("a process whose threads are free ends with 0", async () => {
  const router: TestProcess = await startProcess("router/main", { ...ROUTER, DRAIN_MS: "0" });
  expect(await router.stop()).toBe(0);
});
