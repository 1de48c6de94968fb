import { setTimeout as delay } from "node:timers/promises";
import type { FaultRow } from "../../support/fault-row.ts";
import { type FiftyClients, startFiftyClients } from "../clients/fifty-clients.ts";
import { observe } from "../findings/observe.ts";
import { buildScaleRow, measureErrors } from "../findings/scale-row.ts";
import { type GroupName, type ScaleStack, startScaleStack } from "../stack/scale-stack.ts";

const VICTIMS: readonly GroupName[] = ["router", "accounts", "books", "comments"];
const LONGEST_ERRORS_MS = 1_000;
const USUAL_MS = 2_000;
const SETTLING_MS = 3_000;

/** One process of each group is killed, and started again as a supervisor does. */
export async function killInTurn(): Promise<readonly FaultRow[]> {
  const stack = await startScaleStack();
  const clients = await startFiftyClients(stack);
  const rows: FaultRow[] = [];
  for (const name of VICTIMS) rows.push(await killOne(stack, clients, name));
  return rows;
}

async function killOne(stack: ScaleStack, clients: FiftyClients, name: GroupName): Promise<FaultRow> {
  let killedAt = 0;
  const findings = await observe(stack, clients, async () => {
    await delay(USUAL_MS);
    killedAt = performance.now();
    await stack.groups[name].kill();
    await delay(SETTLING_MS);
  });
  const outageMs = measureErrors(findings, killedAt);
  return buildScaleRow(findings, {
    fault: `kill -9 of one of two processes of ${name}`,
    outageMs,
    promise: "no acknowledged write lost, errors for 1 s at most, never a wrong answer",
    isKept: outageMs <= LONGEST_ERRORS_MS,
  });
}
