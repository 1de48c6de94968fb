import { TEST_OPERATIONS, TEST_SUBGRAPHS, TEST_SUPERGRAPH } from "./graph/test-graph.ts";
import { describeGraph, prepareData, type RunningGraph, requireProcess } from "./own-stack.ts";
import { nameVariable } from "./own-subgraphs.ts";
import { startProcess, type TestProcess, type Variables } from "./process.ts";

/** The tests' own graph: accounts, and two subgraphs in tests/support/graph that are like those of the product. */
export interface Stack extends RunningGraph {
  /** A list of 24 items, without a database. */
  readonly items: TestProcess;
  /** Notes of users on items, without a database. */
  readonly notes: TestProcess;
}

/**
 * Starts the tests' own graph, each part a process; `variables` go to every process. It is stopped and removed after the
 * file's tests. Accounts' database is a copy, where the demo data is wanted.
 */
export async function startStack(variables: Variables = {}): Promise<Stack> {
  const { dataFolder, shared } = await prepareData(variables);
  const accounts = await startProcess("subgraphs/accounts/main", shared);
  const keys = { JWKS_URL: `${accounts.url}/.well-known/jwks.json` };
  const others = await Promise.all(
    TEST_SUBGRAPHS.map((name) => startProcess(`test-graph/${name}/main`, { ...keys, ...shared })),
  );
  const subgraphs = [accounts, ...others];
  const addresses = Object.fromEntries(subgraphs.map(({ name, url }) => [nameVariable(name, "URL"), `${url}/graphql`]));
  const router = await startProcess("router/main", {
    SUPERGRAPH_PATH: TEST_SUPERGRAPH,
    OPERATIONS_PATH: TEST_OPERATIONS,
    ...keys,
    ...addresses,
    ...shared,
  });
  return {
    ...describeGraph(router, subgraphs, dataFolder),
    items: requireProcess(subgraphs, "items"),
    notes: requireProcess(subgraphs, "notes"),
  };
}
