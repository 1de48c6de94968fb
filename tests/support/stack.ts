import { createDataFolder } from "./data-folder.ts";
import { type Answer, type SendOptions, sendOperation } from "./graphql-client.ts";
import { startProcess, type TestProcess, type Variables } from "./process.ts";

/** Accounts, books, comments and the router, each a process, over databases of their own with the demo data. */
export interface Stack {
  readonly accounts: TestProcess;
  readonly books: TestProcess;
  readonly comments: TestProcess;
  readonly router: TestProcess;
  readonly subgraphs: readonly TestProcess[];
  readonly dataFolder: string;
  /** Sends an operation to the router. */
  send<Data = Record<string, unknown>>(query: string, options?: SendOptions): Promise<Answer<Data>>;
  /** Signs a demo user in. @returns the access token */
  signIn(username: "reader" | "editor"): Promise<string>;
}

/** Starts a whole stack; `variables` go to every process. It is stopped and removed after the file's tests. */
export async function startStack(variables: Variables = {}): Promise<Stack> {
  const dataFolder = createDataFolder();
  const shared = { DATA_DIR: dataFolder, ...variables };
  const accounts = await startProcess("subgraphs/accounts/main", shared);
  const identity = { ...shared, JWKS_URL: `${accounts.url}/.well-known/jwks.json` };
  const books = await startProcess("subgraphs/books/main", identity);
  const urls = { ACCOUNTS_URL: `${accounts.url}/graphql`, BOOKS_URL: `${books.url}/graphql` };
  const comments = await startProcess("subgraphs/comments/main", { ...identity, ...urls });
  const router = await startProcess("router/main", {
    ...identity,
    ...urls,
    COMMENTS_URL: `${comments.url}/graphql`,
  });
  return {
    accounts,
    books,
    comments,
    router,
    subgraphs: [accounts, books, comments],
    dataFolder,
    send: (query, options) => sendOperation(router.url, query, options),
    signIn: (username) => signIn(router.url, username),
  };
}

async function signIn(url: string, username: string): Promise<string> {
  const mutation =
    "mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { accessToken } }";
  const { data } = await sendOperation<{ login: { accessToken: string } }>(url, mutation, {
    variables: { username, password: `${username}-demo` },
  });
  return data.login.accessToken;
}
