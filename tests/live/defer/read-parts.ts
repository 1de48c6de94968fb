import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request as sendRequest } from "node:http";

/** The forms as clients ask for them. */
export const DEFER = "multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9";
export const INCREMENTAL =
  "multipart/mixed;incrementalSpec=v0.2,application/graphql-response+json,application/json;q=0.9";

/** One payload of an answer in parts. */
export interface Part {
  readonly data?: unknown;
  readonly errors?: readonly PartError[];
  readonly extensions?: { readonly queryPlan?: unknown };
  readonly hasNext: boolean;
  readonly incremental?: readonly {
    readonly label?: string;
    readonly path: readonly (string | number)[];
    readonly data: Record<string, unknown> | null;
    readonly errors?: readonly PartError[];
  }[];
}

interface PartError {
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

/** An answer that comes in parts. */
export interface PartedAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  /** The next part; null after the last, when the closing delimiter has come. */
  next(): Promise<Part | null>;
  /** All parts that are left. */
  rest(): Promise<Part[]>;
  leave(): void;
}

/** What all parts say together, with the errors in no order. */
export function mergeParts([first, ...others]: readonly Part[]): { data: unknown; errors: readonly string[] } {
  const entries = others.flatMap(({ incremental = [] }) => incremental);
  const data = entries.reduce<unknown>((merged, { path, data: own }) => mergeAt(merged, path, own), first?.data);
  return { data, errors: describeErrors([...(first?.errors ?? []), ...entries.flatMap(({ errors = [] }) => errors)]) };
}

/** The paths and codes of errors, sorted. */
export function describeErrors(errors: Part["errors"] = []): readonly string[] {
  return errors.map(({ path, extensions }) => `${path.join(".")} ${extensions.code}`).sort();
}

function mergeAt(value: unknown, [key, ...rest]: readonly (string | number)[], own: unknown): unknown {
  if (key === undefined) return mergeFields(value, own);
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? mergeAt(item, rest, own) : item));
  return mergeFields(value, Object.fromEntries([[key, mergeAt(Object(value)[key], rest, own)]]));
}

/** Fields of the same name must not come twice, but by a path. */
function mergeFields(one: unknown, other: unknown): unknown {
  return Object.fromEntries([...Object.entries(one ?? {}), ...Object.entries(other ?? {})]);
}

const DELIMITER = "\r\n---";

/** Sends `query` to the router, and reads the answer part by part, each when its closing delimiter has come. */
export async function sendForParts(
  url: string,
  query: string,
  {
    accept = DEFER,
    headers = {},
    variables = {},
  }: {
    readonly accept?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly variables?: object;
  } = {},
): Promise<PartedAnswer> {
  const sent = sendRequest(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept, ...headers },
  });
  sent.on("error", () => undefined);
  sent.end(JSON.stringify({ query, variables }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const texts = readTexts(response);
  const next = async () => {
    const { value } = await texts.next();
    return typeof value === "string" ? (JSON.parse(value) as Part) : null;
  };
  return {
    status: response.statusCode,
    headers: response.headers,
    next,
    async rest() {
      const parts: Part[] = [];
      for (let part = await next(); part !== null; part = await next()) parts.push(part);
      return parts;
    },
    leave: () => sent.destroy(),
  };
}

async function* readTexts(response: IncomingMessage): AsyncGenerator<string> {
  let text = "";
  let isFirst = true;
  for await (const chunk of response.setEncoding("utf8")) {
    text += chunk;
    for (let end = text.indexOf(DELIMITER); end >= 0; end = text.indexOf(DELIMITER)) {
      const part = text.slice(0, end);
      text = text.slice(end + DELIMITER.length);
      if (!isFirst) yield part.slice(part.indexOf("\r\n\r\n") + 4);
      isFirst = false;
    }
  }
  if (text !== "--\r\n") throw new Error(`the answer ends with ${JSON.stringify(text)}`);
}
