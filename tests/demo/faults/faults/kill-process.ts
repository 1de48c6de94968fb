import { setTimeout as delay } from "node:timers/promises";
import { runStartCommand, type StartCommand } from "../../../support/start-command.ts";
import { waitFor } from "../../../support/wait-for.ts";
import type { FaultRow } from "../../support/fault-row.ts";
import { countOutcomes, measureOutage } from "../../support/outcomes.ts";
import { findProcesses, STACK_PROCESSES, type StackProcess } from "../stack-processes.ts";
import { startSteadyLoad } from "../steady-load.ts";
import { countMissing, createEditor, type Editor, startWriting } from "../writes.ts";

const LONGEST_OUTAGE_MS = 3_000;
const PATIENCE_MS = 30_000;
const SETTLING_MS = 500;

/** Needs the process that is killed: a partial answer is none of service. */
const NEEDS: Readonly<Record<StackProcess, string>> = {
  accounts: "{ me { id username } books(first: 1) { totalCount } }",
  books: "{ books(first: 5) { nodes { title } } }",
  comments: "{ books(first: 5) { nodes { title commentCount } } }",
  router: "{ books(first: 5) { nodes { title commentCount } } }",
};

/** `kill -9` of each process under `npm start`, with readers and writers at work. */
export async function killProcesses(): Promise<readonly FaultRow[]> {
  const start = runStartCommand({ RATE_LIMIT: "0", TARGET_LATENCY_MS: "0" });
  const url = await start.waitForBanner();
  const editor = await createEditor(url);
  const rows: FaultRow[] = [];
  for (const name of STACK_PROCESSES) rows.push(await killProcess(start, editor, name));
  start.pressControlC();
  await start.waitForEnd();
  return rows;
}

async function killProcess(start: StartCommand, editor: Editor, name: StackProcess): Promise<FaultRow> {
  const load = startSteadyLoad({ ...editor, query: NEEDS[name], clients: 4, pauseMs: 20 });
  const writing = startWriting(editor);
  await waitFor("writes", () => writing.acknowledged.length > 20, PATIENCE_MS);
  const [victim = 0] = findProcesses(start, name);
  const killedAt = performance.now();
  process.kill(victim, "SIGKILL");
  await waitFor("the first to miss it", () => load.outcomes.at(-1)?.kind !== "whole", PATIENCE_MS);
  await waitFor(`${name} again`, () => load.outcomes.at(-1)?.kind === "whole", PATIENCE_MS);
  await delay(SETTLING_MS);
  const outcomes = (await load.stop()).filter(({ endedAt }) => endedAt > killedAt);
  const acknowledged = await writing.stop();
  const missing = await countMissing(editor, acknowledged);
  const running = STACK_PROCESSES.map((process) => findProcesses(start, process).length);
  const outageMs = measureOutage(outcomes, killedAt);
  return {
    fault: `kill -9 of ${name} under npm start`,
    lost: `${missing} of ${acknowledged.length} acknowledged writes`,
    outageMs,
    ...countOutcomes(outcomes),
    promise: "back within 3 s, no acknowledged write lost, no process too many",
    isKept: outageMs < LONGEST_OUTAGE_MS && missing === 0 && running.every((count) => count === 1),
  };
}
