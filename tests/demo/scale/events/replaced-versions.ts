import { setTimeout as delay } from "node:timers/promises";
import type { FaultRow } from "../../support/fault-row.ts";
import { countOutcomes } from "../../support/outcomes.ts";
import { type FiftyClients, startFiftyClients } from "../clients/fifty-clients.ts";
import type { Findings } from "../findings/findings.ts";
import { observe } from "../findings/observe.ts";
import { buildScaleRow } from "../findings/scale-row.ts";
import { buildNextVersion } from "../stack/next-version.ts";
import { GROUPS, type ScaleStack, startScaleStack } from "../stack/scale-stack.ts";

const SETTLING_MS = 1_000;

/** Every process is replaced, one after the other: by the same version, then by one with a migration. */
export async function replaceAll(): Promise<readonly FaultRow[]> {
  const stack = await startScaleStack();
  const clients = await startFiftyClients(stack);
  const next = buildNextVersion();
  return [
    await replaceBy(stack, clients, "rolling restart of every process"),
    await replaceBy(stack, clients, "rolling restart, to a version with a migration that adds a column", next),
  ];
}

async function replaceBy(stack: ScaleStack, clients: FiftyClients, fault: string, version?: string): Promise<FaultRow> {
  const startedAt = performance.now();
  const findings = await observe(stack, clients, async () => {
    await delay(SETTLING_MS);
    // The subgraphs first, as docs/operating.md says.
    for (const name of GROUPS) await stack.groups[name].roll(version);
    await delay(SETTLING_MS);
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  return buildScaleRow(findings, {
    fault,
    said: `within ${seconds} s; ${describeEnds(findings)}`,
    outageMs: null,
    promise: "no request is dropped, no stream cut off or refused, no event lost",
    isKept: isAllWhole(findings) && findUntold(findings).length === 0,
  });
}

function isAllWhole({ requests }: Findings): boolean {
  const { partial, failed } = countOutcomes(requests);
  return requests.length > 0 && partial + failed === 0;
}

/** Why streams ended, or did not begin, that were not told that their router stops. */
function findUntold({ ends }: Findings): string[] {
  return ends.map(({ reason }) => reason).filter((reason) => !reason.includes("SUBSCRIPTION_SERVER_STOPPING"));
}

function describeEnds(findings: Findings): string {
  const untold = findUntold(findings);
  const told = `${findings.ends.length - untold.length} streams told to subscribe again`;
  return untold.length === 0 ? told : `${told}, ${untold.length} refused or cut off (${untold[0]?.slice(0, 120)})`;
}
