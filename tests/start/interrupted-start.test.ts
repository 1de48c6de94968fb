import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { tryProcessLock } from "../../subgraphs/shared/database/process-lock.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { isRunning, runStartCommand } from "../support/start-command.ts";
import { waitFor } from "../support/wait-for.ts";

it("Ctrl-C ends a start that waits for something, with all that it has started", async () => {
  const dataFolder = createDataFolder();
  // accounts waits for it longer than this test takes.
  const lock = await tryProcessLock(join(dataFolder, "accounts.db"));
  const start = runStartCommand({ DATA_DIR: dataFolder });
  await waitFor("one of the others", () => start.output().includes("listening at"), 60_000);
  const processes = start.findDescendants();
  expect(processes.length).toBeGreaterThan(OWN_SUBGRAPHS.length + 1);
  start.pressControlC();
  expect(await start.waitForEnd()).toBe(0);
  expect(processes.filter(isRunning)).toEqual([]);
  expect(start.output()).not.toContain("The supergraph is up");
  await lock?.release();
});

it("the banner says which process is which; one that is held by SIGSTOP is ended by Ctrl-C too", async () => {
  const start = runStartCommand();
  await start.waitForBanner();
  const processes = start.findDescendants();
  const [, ids = ""] = /Processes: +(accounts .+?);/.exec(start.output()) ?? [];
  const named = ids.split(", ").map((part) => part.split(" "));
  expect(named.map(([name]) => name)).toEqual([...OWN_SUBGRAPHS, "router"]);
  for (const [, id] of named) expect(processes).toContain(Number(id));
  process.kill(Number(named[0]?.[1]), "SIGSTOP");
  start.pressControlC();
  expect(await start.waitForEnd()).toBe(0);
  expect(processes.filter(isRunning)).toEqual([]);
});
