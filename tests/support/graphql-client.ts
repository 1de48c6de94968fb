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
}

/** Sends one operation over real HTTP, as a client would. */
export async function sendOperation<Data = Record<string, unknown>>(
  url: string,
  query: string,
  { variables, token, headers, operationName }: SendOptions = {},
): Promise<Answer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const body = await response.text();
  const { data, errors, extensions } = JSON.parse(body) as Pick<
    Answer<Data>,
    "data" | "errors" | "extensions"
  >;
  const codes = errors?.map((error) => error.extensions.code) ?? [];
  return { status: response.status, headers: response.headers, data, errors, extensions, codes, body };
}
