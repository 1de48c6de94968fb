import { HeaderMap } from "@apollo/server";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, GraphQLError, type GraphQLSchema } from "graphql";
import { badUserInput } from "../../packages/server/errors/error-codes.ts";
import type { EndpointContext } from "../../packages/server/graphql/endpoint-context.ts";
import type { ExecutableGateway } from "../../packages/server/graphql/execution-request.ts";
import { createSchemaGateway } from "../../packages/server/graphql/execution-request.ts";
import { serveGraphql } from "../../packages/server/graphql/graphql-endpoint.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import { createHttpServer } from "../../packages/server/http/http-server.ts";
import { stopAfterTests } from "../support/started-processes.ts";

const SDL = `
  type Query {
    greeting(name: String! = "you", times: Int): String
    failing(how: String!): String
    strictly: Strict!
    me: Query
  }
  type Strict { failing: String! }
  type Mutation { change(to: Int!): Int }
  type Subscription { changed: Int }`;

/** The ways in which a resolver fails. */
const FAILURES: Readonly<Record<string, () => Error>> = {
  plainly: () => new Error("a secret of the database"),
  "by code": () => badUserInput("name", "Give another name."),
  "with a code that nobody knows": () => new GraphQLError("secret", { extensions: { code: "OF_OURS" } }),
  "with HTTP": () =>
    new GraphQLError("slow", {
      extensions: { code: "RATE_LIMITED", retryAfter: 7, http: { status: 429, headers: new HeaderMap() } },
    }),
};

/** How a listener refuses, by the name of the operation. */
const REFUSALS: Readonly<Record<string, () => Error>> = {
  Plainly: () => new Error("a secret of the process"),
  WithHttp: () =>
    new GraphQLError("no", {
      extensions: {
        code: "FORBIDDEN",
        http: { status: 403, headers: new HeaderMap([["x-why", "so"]]) },
      },
    }),
};

const rootValue = {
  greeting: ({ name, times }: { name: string; times?: number }) => `Hello, ${name}! ${times ?? ""}`,
  failing: ({ how }: { how: string }) => {
    throw FAILURES[how]?.() ?? new Error("unknown");
  },
  strictly: { failing: () => Promise.reject(FAILURES.plainly?.()) },
  me: () => rootValue,
  change: ({ to }: { to: number }) => to,
};

/** Serves `schema`, in Apollo Server's own way or in the shorter one. */
async function serve(gateway: ExecutableGateway, isApollos: boolean) {
  const heard: string[] = [];
  const listener: RequestListener<EndpointContext> = {
    didResolveOperation({ operationName, operation }) {
      heard.push(`resolved ${operationName} ${operation?.operation}`);
      const refuse = REFUSALS[operationName ?? ""];
      if (refuse !== undefined) throw refuse();
    },
    executionDidStart: (request) => {
      heard.push("execution");
      heard.push("overallCachePolicy" in request ? "Apollo's way" : "the shorter way");
    },
    didEncounterErrors: ({ errors }) => void heard.push(`errors ${errors.map(({ message }) => message)}`),
    willSendResponse({ response, operationName }) {
      heard.push(`response ${operationName} ${response.http.status}`);
      response.http.headers.set("x-heard", "yes");
    },
  };
  const server = createHttpServer({
    name: "endpoint",
    settings: { isProduction: true, host: "127.0.0.1", logLevel: "silent", logFormat: "json", drainMs: 0 },
  });
  const summaries: unknown[] = [];
  server.addHook("onResponse", async ({ summary }) => void summaries.push({ ...summary }));
  await serveGraphql<EndpointContext>(server, {
    graph: { gateway },
    paths: ["/graphql"],
    introspection: true,
    listeners: [listener],
    plugins: isApollos ? [{}] : [],
    createContext: async (_request, base) => base,
  });
  stopAfterTests(() => server.close());
  const url = `${await server.listen({ host: "127.0.0.1", port: 0 })}/graphql`;
  return async (body: object) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const headers = Object.fromEntries(response.headers);
    for (const name of ["date", "x-request-id"]) delete headers[name];
    const answer = { status: response.status, headers, text: await response.text() };
    return { answer, heard: heard.splice(0), summaries: summaries.splice(0).map(withoutTimes) };
  };
}

function withoutTimes(summary: unknown): unknown {
  return JSON.parse(JSON.stringify(summary, (key, value) => (/ms|id/i.test(key) ? undefined : value)));
}

function createGateway(schema: GraphQLSchema = buildSchema(SDL)): ExecutableGateway {
  const gateway = createSchemaGateway(schema);
  return {
    ...gateway,
    async load(options) {
      const { executor } = await gateway.load(options);
      return {
        executor: async (request) => {
          if (request.operationName === "ExecutorFails") throw FAILURES.plainly?.();
          if (request.operationName === "Refused" && request.response?.http !== undefined) {
            request.response.http.status = 401;
            request.response.http.headers.set("www-authenticate", "Bearer");
            return { errors: [new GraphQLError("Sign in.", { extensions: { code: "UNAUTHENTICATED" } })] };
          }
          return executor({ ...request, context: Object.assign(request.context, {}) });
        },
      };
    },
  };
}

function createRootGateway(): ExecutableGateway {
  const schema = buildSchema(SDL);
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const [name, field] of Object.entries(type?.getFields() ?? {})) {
      field.resolve = (parent, given) => {
        const value = Reflect.get(parent ?? rootValue, name);
        return typeof value === "function" ? value(given) : value;
      };
    }
  }
  return createGateway(schema);
}

const ask = await serve(createRootGateway(), false);
const askApollo = await serve(createRootGateway(), true);

const REQUESTS: [name: string, body: object][] = [
  ["a success", { query: "{ greeting }" }],
  ["variables", { query: "query ($n: String!) { greeting(name: $n) }", variables: { n: "Ada" } }],
  ["variables of another type", { query: "query ($t: Int) { greeting(times: $t) }", variables: { t: "x" } }],
  ["a missing variable", { query: "query ($n: String!) { greeting(name: $n) }" }],
  ["one operation of several", { query: "query A { greeting } query B { me { greeting } }", operationName: "B" }],
  ["none of several", { query: "query A { greeting } query B { me { greeting } }" }],
  ["an unknown one", { query: "query A { greeting }", operationName: "C" }],
  ["a mutation", { query: "mutation M { change(to: 3) }" }],
  ["a subscription", { query: "subscription { changed }" }],
  ["introspection", { query: "{ __schema { queryType { name } } __typename }" }],
  ["data that is null", { query: "{ strictly { failing } }" }],
  ["an executor that fails", { query: "query ExecutorFails { greeting }" }],
  ["a refusal by the executor", { query: "query Refused { greeting }" }],
  ...Object.keys(FAILURES).flatMap((how): [string, object][] => [
    [`a field that fails ${how}`, { query: `{ failing(how: "${how}") greeting }` }],
    [`the only field that fails ${how}`, { query: `{ failing(how: "${how}") }` }],
  ]),
  ...Object.keys(REFUSALS).map((name): [string, object] => [
    `a listener that refuses ${name}`,
    { query: `query ${name} { greeting }` },
  ]),
  ["an invalid document", { query: "{ nothing }" }],
  ["a document that is none", { query: "{" }],
];

describe("a known operation", () => {
  it.each(REQUESTS)("with %s is answered, heard of and logged as by Apollo Server", async (_name, body) => {
    const expected = await askApollo(body);
    for (let times = 1; times <= 3; times += 1) {
      const { answer, heard, summaries } = await ask(body);
      expect({ answer, summaries }).toEqual({ answer: expected.answer, summaries: expected.summaries });
      const withoutWays = (all: readonly string[]) => all.filter((each) => !each.endsWith(" way"));
      expect(withoutWays(heard)).toEqual(withoutWays(expected.heard));
      if (times > 1 && heard.includes("execution") && !heard[0]?.endsWith("undefined"))
        expect(heard).toContain("the shorter way");
    }
  });

  it("is executed once when it fails", async () => {
    let changes = 0;
    const schema = buildSchema(SDL);
    const change = schema.getMutationType()?.getFields().change;
    if (change === undefined) throw new Error("there is no such field");
    change.resolve = () => {
      changes += 1;
      throw new Error("changed, and failed");
    };
    const send = await serve(createGateway(schema), false);
    for (let times = 1; times <= 3; times += 1) {
      await send({ query: "mutation { change(to: 1) }" });
      expect(changes).toBe(times);
    }
  });

  it("keeps its answer if another schema is served meanwhile, for which it is not valid", async () => {
    const first = buildSchema("type Query { old: Int }");
    let serveNext: () => void = () => undefined;
    const send = await serve(
      {
        onSchemaLoadOrUpdate(callback) {
          const before = serveNext;
          serveNext = () => {
            before();
            callback({ apiSchema: buildSchema("type Query { next: Int }"), coreSupergraphSdl: "" });
          };
          callback({ apiSchema: first, coreSupergraphSdl: "" });
          return () => undefined;
        },
        load: async () => ({
          executor: async ({ operationName }) => {
            if (operationName === "Last") serveNext();
            return { data: { old: 1 }, errors: [new GraphQLError("a secret")] };
          },
        }),
        stop: async () => undefined,
      },
      false,
    );
    await send({ query: "query Last { old } query First { old }", operationName: "First" });
    const { answer, heard } = await send({
      query: "query Last { old } query First { old }",
      operationName: "Last",
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      data: { old: 1 },
      errors: [{ extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    });
    expect(answer.text).not.toContain("secret");
    expect(heard).toContain("errors a secret");
    expect((await send({ query: "{ old }" })).answer.status).toBe(400);
  });
});
