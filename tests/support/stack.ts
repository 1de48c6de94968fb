import { createDataFolder } from "./data-folder.ts";
import { type Answer, type SendOptions, sendOperation } from "./graphql-client.ts";
import { startProcess, type TestProcess, type Variables } from "./process.ts";
import { startSubgraphs } from "./start-subgraphs.ts";
import { copyTemplateDatabases, hasDemoData } from "./template-databases.ts";

/** All subgraphs and the router, each a process, over databases of their own with the demo data. */
export interface Stack {
  readonly accounts: TestProcess;
  readonly books: TestProcess;
  readonly comments: TestProcess;
  readonly router: TestProcess;
  /** All that supergraph.yaml names and this project develops. */
  readonly subgraphs: readonly TestProcess[];
  readonly dataFolder: string;
  /** Sends an operation to the router. */
  send<Data = Record<string, unknown>>(query: string, options?: SendOptions): Promise<Answer<Data>>;
  /** Signs a demo user in. @returns the access token */
  signIn(username: "reader" | "editor"): Promise<string>;
}

/**
 * Starts a whole stack; `variables` go to every process. It is stopped and removed after the file's tests. Its
 * databases are copies, where the demo data is wanted.
 */
export async function startStack(variables: Variables = {}): Promise<Stack> {
  const dataFolder = createDataFolder();
  if (hasDemoData(variables)) await copyTemplateDatabases(dataFolder);
  const shared = { DATA_DIR: dataFolder, ...variables };
  const { subgraphs, addresses } = await startSubgraphs(shared);
  const router = await startProcess("router/main", { ...shared, ...addresses });
  const findOwn = (name: string) => requireProcess(subgraphs, name);
  return {
    accounts: findOwn("accounts"),
    books: findOwn("books"),
    comments: findOwn("comments"),
    router,
    subgraphs,
    dataFolder,
    send: (query, options) => sendOperation(router.url, query, options),
    signIn: (username) => signIn(router.url, username),
  };
}

function requireProcess(subgraphs: readonly TestProcess[], name: string): TestProcess {
  const found = subgraphs.find((subgraph) => subgraph.name === name);
  if (found === undefined) throw new Error(`supergraph.yaml has no subgraph ${name} of ours`);
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
