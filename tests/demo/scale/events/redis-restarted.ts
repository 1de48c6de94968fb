import { setTimeout as delay } from "node:timers/promises";
import type { FaultRow } from "../../support/fault-row.ts";
import { countOutcomes } from "../../support/outcomes.ts";
import { startFiftyClients } from "../clients/fifty-clients.ts";
import { observe } from "../findings/observe.ts";
import { buildScaleRow } from "../findings/scale-row.ts";
import { startScaleStack } from "../stack/scale-stack.ts";

const STEP_MS = 3_000;

/** What routers share is gone, then there again without what it had. */
export async function restartRedis(): Promise<readonly FaultRow[]> {
  const stack = await startScaleStack();
  const clients = await startFiftyClients(stack);
  const findings = await observe(stack, clients, async () => {
    await delay(STEP_MS);
    await stack.redis.kill();
    await delay(STEP_MS);
    await stack.redis.restart();
    await delay(STEP_MS);
  });
  const { partial, failed } = countOutcomes(findings.requests);
  return [
    buildScaleRow(findings, {
      fault: "redis-server is killed, and started again empty",
      outageMs: null,
      promise: "no request fails",
      isKept: partial + failed === 0,
    }),
  ];
}
