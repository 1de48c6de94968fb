import { describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import type { EndpointContext } from "../../../packages/server/graphql/endpoint-context.ts";
import { createSchemaGateway } from "../../../packages/server/graphql/execution-request.ts";
import { serveGraphql } from "../../../packages/server/graphql/graphql-endpoint.ts";
import { createHttpServer } from "../../../packages/server/http/http-server.ts";
import type { DeferredDelivery } from "../../../packages/server/streams/result-stream.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { waitFor } from "../../support/wait-for.ts";
import { ask } from "./serve-stream.ts";

const DEFER = "multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9";
const INCREMENTAL = "multipart/mixed;incrementalSpec=v0.2,application/graphql-response+json,application/json;q=0.9";
const URQL =
  "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed";
const JSON_PART = "\r\ncontent-type: application/json; charset=utf-8\r\n\r\n";

const ERROR = { message: "The subgraph is away.", path: ["books", 0, "author"], extensions: { code: "NOT_FOUND" } };

const DELIVERIES: DeferredDelivery[] = [
  {
    pending: [{ id: "2", path: ["books", 0, "author"], label: "names" }],
    incremental: [{ id: "0", subPath: [], data: '{"author":{}}', errors: [] }],
    completed: [{ id: "0" }],
    hasNext: true,
  },
  { pending: [], incremental: [], completed: [], hasNext: true },
  {
    pending: [],
    incremental: [
      { id: "1", subPath: ["a", 0], data: null, errors: [ERROR] },
      { id: "2", subPath: ["b"], data: '{"name":"x"}', errors: [ERROR] },
    ],
    completed: [{ id: "1" }, { id: "2" }],
    hasNext: false,
    extensions: { told: 1 },
  },
];

/** What follows the first part, for the next request. */
let deliveries: AsyncIterable<DeferredDelivery> = (async function* () {})();
const url = await serve();

async function serve(): Promise<string> {
  const gateway = createSchemaGateway(buildSchema("type Query { hello: String }"));
  const server = createHttpServer({
    name: "endpoint",
    settings: { isProduction: true, host: "127.0.0.1", logLevel: "silent", logFormat: "json", drainMs: 0 },
  });
  await serveGraphql<EndpointContext>(server, {
    graph: {
      gateway: {
        ...gateway,
        async load(options) {
          const { executor } = await gateway.load(options);
          return {
            async executor(request) {
              const { delivery } = request.context as EndpointContext;
              const pending = [
                { id: "0", path: ["books", 0] },
                { id: "1", path: ["books", 1], label: "last" },
              ];
              if (delivery.takesParts) delivery.parts = { pending, deliveries };
              return executor(request);
            },
          };
        },
      },
    },
    paths: ["/graphql"],
    introspection: true,
    createContext: async (_request, base) => base,
  });
  stopAfterTests(() => server.close());
  return `${await server.listen({ host: "127.0.0.1", port: 0 })}/graphql`;
}

async function* deliver(): AsyncGenerator<DeferredDelivery> {
  yield* DELIVERIES;
}

const query = "{ hello }";

describe("an answer in parts is written", () => {
  const byPath =
    `\r\n---${JSON_PART}{"data":{"hello":null},"hasNext":true}` +
    `\r\n---${JSON_PART}{"incremental":[{"path":["books",0],"data":{"author":{}}}],"hasNext":true}` +
    `\r\n---${JSON_PART}{"incremental":[{"label":"last","path":["books",1,"a",0],"errors":[${JSON.stringify(ERROR)}],"data":null},` +
    `{"label":"names","path":["books",0,"author","b"],"errors":[${JSON.stringify(ERROR)}],"data":{"name":"x"}}],"hasNext":false,"extensions":{"told":1}}` +
    "\r\n-----\r\n";

  it.each([
    ["as Apollo Client's Defer20220824Handler takes it", DEFER, 'multipart/mixed; boundary="-"; deferSpec=20220824'],
    ["as urql takes it", URQL, 'multipart/mixed; boundary="-"'],
  ])("%s", async (_how, accept, type) => {
    deliveries = deliver();
    const { status, headers, text } = await ask(url, { accept, query });
    expect([status, headers["content-type"], headers["cache-control"]]).toEqual([
      200,
      type,
      "no-cache, no-store, no-transform",
    ]);
    expect(text).toBe(byPath);
  });

  it("as Apollo Client's GraphQL17Alpha9Handler takes it", async () => {
    deliveries = deliver();
    const { headers, text } = await ask(url, { accept: INCREMENTAL, query });
    expect(headers["content-type"]).toBe('multipart/mixed; boundary="-"; incrementalSpec=v0.2');
    expect(text).toBe(
      `\r\n---${JSON_PART}{"data":{"hello":null},"pending":[{"id":"0","path":["books",0]},{"id":"1","path":["books",1],"label":"last"}],"hasNext":true}` +
        `\r\n---${JSON_PART}{"pending":[{"id":"2","path":["books",0,"author"],"label":"names"}],"incremental":[{"id":"0","data":{"author":{}}}],"completed":[{"id":"0"}],"hasNext":true}` +
        `\r\n---${JSON_PART}{"incremental":[{"id":"2","subPath":["b"],"errors":[${JSON.stringify(ERROR)}],"data":{"name":"x"}}],` +
        `"completed":[{"id":"1","errors":[${JSON.stringify(ERROR)}]},{"id":"2"}],"hasNext":false,"extensions":{"told":1}}` +
        "\r\n-----\r\n",
    );
  });

  it.each([
    ["rather takes JSON", "application/json, multipart/mixed;deferSpec=20220824;q=0.9"],
    ["takes JSON alone", "application/json"],
    ["takes events", "text/event-stream"],
    ["takes another form", "multipart/mixed;deferSpec=20990101, application/json"],
    ["takes payloads", "multipart/mixed;subscriptionSpec=1.0, application/json"],
  ])("not for a client that %s", async (_what, accept) => {
    const { text } = await ask(url, { accept, query });
    expect(text).toContain('{"data":{"hello":null}}');
    expect(text).not.toContain("hasNext");
  });
});

describe("what has come stays valid", () => {
  it.each([DEFER, INCREMENTAL])("when the work fails (%s)", async (accept) => {
    deliveries = (async function* () {
      yield* DELIVERIES.slice(0, 1);
      throw new Error("a defect");
    })();
    const { text } = await ask(url, { accept, query });
    expect(text.endsWith(`\r\n---${JSON_PART}{"hasNext":false}\r\n-----\r\n`)).toBe(true);
    const parts = text.split("\r\n---").slice(1, -1);
    expect(parts.map((part) => typeof JSON.parse(part.split("\r\n\r\n")[1] ?? ""))).toEqual(Array(3).fill("object"));
  });
});

it("sends each part at once, and ends the work when the client leaves", async () => {
  let isStopped = false;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const iterator: AsyncIterator<DeferredDelivery> = {
    next: () => held.then(() => ({ done: true, value: undefined })),
    async return() {
      isStopped = true;
      release();
      return { done: true, value: undefined };
    },
  };
  deliveries = { [Symbol.asyncIterator]: () => iterator };
  const { text } = await ask(url, { accept: DEFER, query, until: '"hasNext":true}\r\n---' });
  expect(text).toContain('"hasNext":true}');
  await waitFor("the end of the work", () => isStopped);
});
