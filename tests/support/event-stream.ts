import { EventSourceParserStream } from "eventsource-parser/stream";
import type { ReceivedError } from "./graphql-client.ts";
import { signAsRouter } from "./router-signature.ts";
import { stopAfterTests } from "./started-processes.ts";

/** What a stream tells: a result, its end in good order, or that it was cut off. */
export type StreamEvent<Data> =
  | { readonly kind: "next"; readonly id: string | null; readonly result: StreamedAnswer<Data> }
  | { readonly kind: "complete" | "cut off" };

interface StreamedAnswer<Data> {
  readonly data: Data;
  readonly errors?: readonly ReceivedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface StreamRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** To a subgraph, in the router's place. */
  readonly asRouter?: boolean;
}

/** A stream of Server-Sent Events. */
export interface TestStream<Data> {
  readonly status: number;
  readonly headers: Headers;
  /** Whether a stream has begun. If not, the only event is a refusal. */
  readonly hasBegun: boolean;
  /** Waits for the next event. */
  next(): Promise<StreamEvent<Data>>;
  /** Waits for the data of the next `count` results. @throws when the stream ends before, or tells of errors */
  take(count: number): Promise<Data[]>;
  /** Leaves. */
  close(): void;
}

/** Subscribes at the process at `url`. The stream is closed after the tests of the file. */
export async function openStream<Data>(
  url: string,
  { query, variables = {}, token, headers: given = {}, asRouter = false }: StreamRequest,
): Promise<TestStream<Data>> {
  const body = JSON.stringify({ query, variables });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { accept: "text/event-stream", "content-type": "application/json", ...authorization, ...given };
  const signature = asRouter ? signAsRouter({ method: "POST", path: "/graphql", headers, body }) : {};
  const leaving = new AbortController();
  stopAfterTests(async () => leaving.abort());
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { ...headers, ...signature },
    body,
    signal: leaving.signal,
  });
  const [first, whole] = response.body?.tee() ?? [];
  // A stream begins with a comment, and a refusal with its event.
  const { value = new Uint8Array() } = (await first?.getReader().read()) ?? {};
  const reader = whole?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  const next = async (): Promise<StreamEvent<Data>> => {
    const read = await reader?.read().catch(() => undefined);
    if (read?.value === undefined) return { kind: "cut off" };
    const { event, id = null, data } = read.value;
    return event === "next" ? { kind: "next", id, result: JSON.parse(data) } : { kind: "complete" };
  };
  return {
    status: response.status,
    headers: response.headers,
    hasBegun: Buffer.from(value).toString().startsWith(":"),
    next,
    async take(count) {
      const taken: Data[] = [];
      while (taken.length < count) {
        const event = await next();
        if (event.kind !== "next" || event.result.errors !== undefined) {
          throw new Error(`after ${taken.length} of ${count} results came ${JSON.stringify(event)}`);
        }
        taken.push(event.result.data);
      }
      return taken;
    },
    close: () => leaving.abort(),
  };
}
