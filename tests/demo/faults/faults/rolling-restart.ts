import { startRollingClient } from "../../../processes/rolling-client.ts";
import { measure } from "../../../support/measure.ts";
import { startProcess, type TestProcess } from "../../../support/process.ts";
import { waitFor } from "../../../support/wait-for.ts";
import { type DemoStack, startDemoStack } from "../../support/demo-stack.ts";
import type { FaultRow } from "../../support/fault-row.ts";

const DRAIN = { DRAIN_MS: "1000" };
const QUERY = "{ books { totalCount } }";
const PATIENCE_MS = 30_000;

/** Two routers are restarted in turn behind a client that asks none that is not ready. */
export async function restartInTurn(): Promise<readonly FaultRow[]> {
  const stack = await startDemoStack(DRAIN);
  const routers = [stack.router, await startSecondRouter(stack)];
  const token = await stack.signIn("reader");
  const client = startRollingClient(
    routers.map(({ url }) => url),
    { query: QUERY, token },
  );
  const waitForMore = async () => {
    const wanted = client.traffic().answered + 50;
    await waitFor("more answers", () => client.traffic().answered > wanted, PATIENCE_MS);
  };
  const { durationMs } = await measure(async () => {
    for (const router of routers) {
      await waitForMore();
      await router.stop("SIGTERM");
      await waitForMore();
      await router.restart();
    }
    await waitForMore();
  });
  const { answered, failures } = await client.stop();
  return [
    {
      fault: "rolling restart of two routers",
      lost: failures[0]?.slice(0, 60) ?? `nothing, within ${(durationMs / 1000).toFixed(0)} s`,
      outageMs: null,
      requests: answered + failures.length,
      partial: 0,
      failed: failures.length,
      promise: "no request is dropped",
      isKept: failures.length === 0,
    },
  ];
}

function startSecondRouter({ accounts, subgraphs, dataFolder }: DemoStack): Promise<TestProcess> {
  const urls = subgraphs.map(({ name, url }) => [`${name.toUpperCase()}_URL`, `${url}/graphql`]);
  return startProcess("router/main", {
    ...DRAIN,
    DATA_DIR: dataFolder,
    JWKS_URL: `${accounts.url}/.well-known/jwks.json`,
    ...Object.fromEntries(urls),
  });
}
