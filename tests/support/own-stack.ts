import { createDataFolder } from "./data-folder.ts";
import { type Answer, type SendOptions, sendOperation } from "./graphql-client.ts";
import { startProcess, type TestProcess, type Variables } from "./process.ts";
import { startSubgraphs } from "./start-subgraphs.ts";
import { copyTemplateDatabases, hasDemoData } from "./template-databases.ts";

/** A router over subgraphs, each a process, with databases of their own and the demo users. */
export interface RunningGraph {
  readonly accounts: TestProcess;
  readonly router: TestProcess;
  readonly subgraphs: readonly TestProcess[];
  readonly dataFolder: string;
  /** Sends an operation to the router. */
  send<Data = Record<string, unknown>>(query: string, options?: SendOptions): Promise<Answer<Data>>;
  /** Signs a demo user in. @returns the access token */
  signIn(username: "reader" | "editor"): Promise<string>;
}

/**
 * Starts what supergraph.yaml names and this project develops, with the router; `variables` go to every process. It is
 * stopped and removed after the file's tests. Its databases are copies, where the demo data is wanted.
 */
export async function startOwnStack(variables: Variables = {}): Promise<RunningGraph> {
  const { dataFolder, shared } = await prepareData(variables);
  const { subgraphs, addresses } = await startSubgraphs(shared);
  const router = await startProcess("router/main", { ...shared, ...addresses });
  return describeGraph(router, subgraphs, dataFolder);
}

/** Where other tests keep both processors busy, even a sign-in may take longer than clients would wait for it. */
const PATIENCE: Variables = { SUBGRAPH_TIMEOUT_MS: "20000", OPERATION_TIMEOUT_MS: "30000" };

/** A new data folder, and the variables of the processes that use it. */
export async function prepareData(variables: Variables) {
  const dataFolder = createDataFolder();
  if (hasDemoData(variables)) await copyTemplateDatabases(dataFolder);
  return { dataFolder, shared: { DATA_DIR: dataFolder, ...PATIENCE, ...variables } };
}

export function describeGraph(
  router: TestProcess,
  subgraphs: readonly TestProcess[],
  dataFolder: string,
): RunningGraph {
  return {
    accounts: requireProcess(subgraphs, "accounts"),
    router,
    subgraphs,
    dataFolder,
    send: (query, options) => sendOperation(router.url, query, options),
    signIn: (username) => signIn(router.url, username),
  };
}

/** The process of that name. */
export function requireProcess(subgraphs: readonly TestProcess[], name: string): TestProcess {
  const found = subgraphs.find((subgraph) => subgraph.name === name);
  if (found === undefined) throw new Error(`there is no process of ${name}`);
  return found;
}

async function signIn(url: string, username: string): Promise<string> {
  const mutation =
    "mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { accessToken } }";
  const { data } = await sendOperation<{ login: { accessToken: string } }>(url, mutation, {
    variables: { username, password: `${username}-demo` },
  });
  return data.login.accessToken;
}
