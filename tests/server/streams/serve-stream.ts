import { request as sendRequest } from "node:http";
import { buildSchema, GraphQLError } from "graphql";
import type { EndpointContext } from "../../../packages/server/graphql/endpoint-context.ts";
import { serveGraphql } from "../../../packages/server/graphql/graphql-endpoint.ts";
import { createHttpServer } from "../../../packages/server/http/http-server.ts";
import { limitUnsent } from "../../../packages/server/overload/limit-unsent.ts";
import { stopAfterTests } from "../../support/started-processes.ts";

const SDL = `
  type Query { hello: String }
  type Mutation { change: Int }
  type Subscription { counted(to: Int!): Count broken: Int refused: Int open: Int large(bytes: Int!): String kept(bytes: Int!): String }
  type Count { number: Int failing: String }`;

/**
 * Serves subscriptions on a free port.
 * @param maximumUnsent bytes that all clients may leave unread
 * @returns the URL, which of the open streams have ended, how many events of `kept` there were, and how many clients were
 * cut off for what all leave unread
 */
export async function serveSubscriptions(maximumUnsent = Infinity) {
  const ended: string[] = [];
  let made = 0;
  const schema = buildSchema(SDL);
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  const sources: Record<string, (given: { to: number; bytes: number }) => AsyncIterable<unknown>> = {
    async *counted({ to }) {
      for (let number = 1; number <= to; number += 1) yield { counted: { number, failing: fail } };
    },
    async *broken() {
      yield { broken: 1 };
      throw new Error("a secret of the database");
    },
    refused: () => {
      throw new GraphQLError("Sign in first.", { extensions: { code: "UNAUTHENTICATED" } });
    },
    open: () => endless(() => ended.push("open")),
    kept: ({ bytes }) => {
      const numbered = countUp(bytes, () => {
        made += 1;
      });
      return Object.assign(numbered, { canWait: true });
    },
    async *large({ bytes }) {
      try {
        for (;;) {
          yield { large: "x".repeat(bytes) };
          await new Promise(setImmediate);
        }
      } finally {
        ended.push("large");
      }
    },
  };
  for (const [name, field] of Object.entries(fields)) field.subscribe = (_root, given) => sources[name]?.(given);
  const server = createHttpServer({
    name: "endpoint",
    settings: { isProduction: true, host: "127.0.0.1", logLevel: "silent", logFormat: "json", drainMs: 0 },
  });
  const send = { maximumBytes: maximumUnsent, timeoutMs: 1_000 };
  const { countCutOff } = limitUnsent(
    server,
    { maximum: 10, send, findCaller: ({ ip }) => ip },
    { onRefused: () => undefined, onSent: () => undefined },
  );
  await serveGraphql<EndpointContext>(server, {
    graph: {
      schema,
      subscriptions: { findPosition: (event) => (JSON.stringify(event).includes("number") ? "n" : null) },
    },
    paths: ["/graphql"],
    introspection: true,
    createContext: async (_request, base) => base,
  });
  stopAfterTests(() => server.close());
  return {
    url: `${await server.listen({ host: "127.0.0.1", port: 0 })}/graphql`,
    ended,
    countMade: () => made,
    countCutOff,
  };
}

/** Numbered events of so many bytes, without end. */
async function* countUp(bytes: number, onEvent: () => void) {
  for (let number = 1; ; number += 1) {
    onEvent();
    yield { kept: `${number} ${"x".repeat(bytes)}` };
    await new Promise(setImmediate);
  }
}

function fail(): never {
  throw new Error("a secret of the resolver");
}

/** One event, and then none until its reader leaves. */
function endless(onEnd: () => void): AsyncIterable<unknown> {
  let isFirst = true;
  let end = (): void => undefined;
  const done = { done: true, value: undefined } as const;
  const ended = new Promise<typeof done>((resolve) => {
    end = () => resolve(done);
  });
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        if (!isFirst) return ended;
        isFirst = false;
        return { done: false, value: { open: 1 } };
      },
      return: async () => {
        onEnd();
        end();
        return done;
      },
    }),
  };
}

/** An answer as it came over the wire, without the chunks of HTTP. */
export interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends a POST of `query`, or a GET. @param until leaves once the text holds it */
export function ask(
  url: string,
  {
    accept,
    query,
    method = "POST",
    headers = {},
    until,
  }: {
    readonly accept: string;
    readonly query: string;
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly until?: string;
  },
): Promise<RawAnswer> {
  const isGet = method === "GET";
  const target = isGet ? `${url}?query=${encodeURIComponent(query)}` : url;
  return new Promise((resolve, reject) => {
    const type = isGet ? {} : { "content-type": "application/json" };
    const request = sendRequest(target, { method, headers: { accept, ...type, ...headers } }, (response) => {
      let text = "";
      const finish = () => resolve({ status: response.statusCode, headers: response.headers, text });
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (until === undefined || !text.includes(until)) return;
        finish();
        request.destroy();
      });
      response.on("end", finish);
      response.on("error", finish);
    });
    request.on("error", reject);
    request.end(isGet ? undefined : JSON.stringify({ query }));
  });
}
