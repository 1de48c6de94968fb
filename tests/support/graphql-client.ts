import { signAsRouter } from "./router-signature.ts";

/** The part of a GraphQL error that tests look at. */
export interface ReceivedError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly field?: string;
    readonly serviceName?: string;
    readonly retryAfter?: number;
  };
}

/** A GraphQL answer with its HTTP status. `Data` is the test's own claim about the shape of `data`. */
export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data;
  readonly errors: readonly ReceivedError[] | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** `extensions.code` of each error, in order; empty when there is none. */
  readonly codes: readonly string[];
  /** The answer as it came. */
  readonly body: string;
}

/** What goes with an operation. */
export interface SendOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly operationName?: string;
  /** Whether it is signed, for a subgraph. */
  readonly asRouter?: boolean;
}

/** Sends one operation over real HTTP, as a client would, or as the router. */
export async function sendOperation<Data = Record<string, unknown>>(
  url: string,
  query: string,
  { variables, token, operationName, asRouter = false, ...options }: SendOptions = {},
): Promise<Answer<Data>> {
  const sent = JSON.stringify({ query, variables, operationName });
  const headers = {
    "content-type": "application/json",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  };
  const request = { method: "POST", path: "/graphql", headers, body: sent };
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { ...headers, ...(asRouter ? signAsRouter(request) : {}) },
    body: sent,
  });
  const body = await response.text();
  const { data, errors, extensions } = JSON.parse(body) as Pick<Answer<Data>, "data" | "errors" | "extensions">;
  const codes = errors?.map((error) => error.extensions.code) ?? [];
  return { status: response.status, headers: response.headers, data, errors, extensions, codes, body };
}
