import { expect, it } from "@jest/globals";
import { TEST_SUPERGRAPH } from "../support/graph/test-graph.ts";
import { startProcess, type TestProcess } from "../support/process.ts";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";
import { startRollingClient } from "./rolling-client.ts";

const stack = await startStack({ DRAIN_MS: "2000" });
const token = await stack.signIn("reader");
const identity = {
  DRAIN_MS: "2000",
  DATA_DIR: stack.dataFolder,
  JWKS_URL: `${stack.accounts.url}/.well-known/jwks.json`,
};

function startSecondRouter(): Promise<TestProcess> {
  const urls = stack.subgraphs.map(({ name, url }) => [`${name.toUpperCase()}_URL`, `${url}/graphql`]);
  return startProcess("router/main", {
    SUPERGRAPH_PATH: TEST_SUPERGRAPH,
    ...identity,
    ...Object.fromEntries(urls),
  });
}

const startSecondItems = () => startProcess("test-graph/items/main", identity);

it.each([
  ["routers", stack.router, startSecondRouter],
  ["instances of a subgraph", stack.items, startSecondItems],
])(
  "drops no request of a client that honours readiness while two %s are restarted in turn",
  async (_what, first, startSecond) => {
    const second = await startSecond();
    const client = startRollingClient([first.url, second.url], { query: "{ items { totalCount } }", token });
    const waitForMore = async (count: number) => {
      const wanted = client.traffic().answered + count;
      await waitFor("more answers", () => client.traffic().answered > wanted);
    };
    for (const instance of [first, second]) {
      await waitForMore(50);
      expect(await instance.stop("SIGTERM")).toBe(0);
      await waitForMore(50);
      await instance.restart();
    }
    await waitForMore(50);
    const { answered, failures } = await client.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(300);
  },
);
