import { type Answer, sendOperation } from "./graphql-client.ts";
import type { RunningGraph } from "./own-stack.ts";

/** Somebody who sends operations to one process: a signed-in user, or nobody in particular. */
export interface TestCaller {
  send<Data = Record<string, unknown>>(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<Answer<Data>>;
}

/** Calls the process at `url` with `token`, anonymously without. */
export function createCaller(url: string, token?: string): TestCaller {
  return { send: (query, variables = {}) => sendOperation(url, query, { variables, token }) };
}

/** Calls the subgraph at `url` as the router does for the bearer of `token`. */
export function createSubgraphCaller(url: string, token?: string): TestCaller {
  return { send: (query, variables = {}) => sendOperation(url, query, { variables, token, asRouter: true }) };
}

/** Signs a demo user in, who then calls the router. */
export async function signInAs(stack: RunningGraph, username: "reader" | "editor"): Promise<TestCaller> {
  return createCaller(stack.router.url, await stack.signIn(username));
}

/** Registers a user of that name, without any scope, who then calls the router. */
export async function signUpAs(stack: RunningGraph, username: string): Promise<TestCaller> {
  const { data } = await stack.send<{ register: { accessToken: string } }>(
    "mutation ($username: String!, $password: String!) { register(username: $username, password: $password) { accessToken } }",
    { variables: { username, password: `password of ${username}` } },
  );
  return createCaller(stack.router.url, data.register.accessToken);
}
