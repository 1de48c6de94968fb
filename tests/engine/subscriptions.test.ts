import { beforeEach, describe, expect, it } from "@jest/globals";
import { buildSchema, parse, print, validate } from "graphql";
import type { EngineResponse, EngineSubscription } from "../../packages/engine/engine.ts";
import type { SubgraphResponse } from "../../packages/engine/subgraph-transport.ts";
import { createEngineGraph } from "./engine-graph.ts";

const MESSAGES = `
  scalar Digits
  type Query { rooms: Int }
  type Subscription {
    message(room: ID!, limit: Int! = 5): Message
    must: Message!
    many: [Message!]
    said: Said
    count: Int
    big: Digits
  }
  interface Said { text: String }
  type Message implements Said { text: String author: User  replies(first: Int): [Message!] }
  type Cry implements Said { text: String loud: Boolean  author: User }
  type User @key(fields: "id") { id: ID! }`;

const graph = createEngineGraph({
  messages: { sdl: MESSAGES, resolvers: { User: { __resolveReference: ({ id }) => ({ id }) } } },
  users: {
    sdl: `
      type Query { me: User }
      type User @key(fields: "id") { id: ID! name: String! nick: String }`,
    resolvers: {
      User: { __resolveReference: ({ id }) => (id === "0" ? null : { id, name: `user ${id}`, nick: null }) },
    },
  },
  ranks: {
    sdl: `
      type User @key(fields: "id") { id: ID! name: String! @external  rank: String @requires(fields: "name") }`,
    resolvers: { User: { rank: ({ name }) => `rank of ${name}` } },
  },
});
beforeEach(() => graph.reset());

type Variables = Readonly<Record<string, unknown>>;

async function subscribe(source: string, variables: Variables = {}): Promise<EngineSubscription<null>> {
  const opened = await open(source, variables);
  if (!("executeEvent" in opened)) throw new Error(JSON.stringify(opened.errors));
  return opened;
}

function open(source: string, variables: Variables = {}): Promise<EngineSubscription<null> | EngineResponse> {
  const operation = { document: parse(source), operationName: null, variables, cacheKey: source };
  return graph.engine.subscribe(operation, null);
}

/** What the client gets for an event. */
async function receive(source: string, event: Partial<SubgraphResponse>, variables: Variables = {}) {
  const subscription = await subscribe(source, variables);
  const { data, errors } = await subscription.executeEvent({ isClean: true, ...structuredClone(event) }, null);
  return { data: JSON.parse(data ?? "null"), errors };
}

const message = (text: string, id: string) => ({ __typename: "Message", text, author: { __typename: "User", id } });

describe("a subscription", () => {
  it.each<[source: string, variables: Variables, sent: Variables]>([
    [
      "subscription S($room: ID!) { message(room: $room) { text author { name } } }",
      { room: "a", other: 1 },
      { room: "a" },
    ],
    ["subscription { message(room: 1, limit: 2) { words: text } }", {}, {}],
    ["subscription ($limit: Int) { message(room: 1, limit: $limit) { text } }", { limit: 3 }, { limit: 3 }],
    ["subscription { ...F } fragment F on Subscription { said { ... on Cry { loud } } }", {}, {}],
    ["subscription ($yes: Boolean!) { count @include(if: $yes) said @skip(if: $yes) { text } }", { yes: true }, {}],
    ["subscription { event: said { __typename } }", {}, {}],
    ["subscription { count __schema { description } }", {}, {}],
  ])("asks its subgraph for one root field: %s", async (source, variables, sent) => {
    const { subgraph, body } = await subscribe(source, variables);
    expect(subgraph).toBe("messages");
    const request = JSON.parse(body);
    expect(request.variables).toEqual(sent);
    const schema = buildSchema(`${MESSAGES} directive @key(fields: String) on OBJECT`.replace(/@key\(.*?\)/, ""));
    const document = parse(request.query);
    expect(validate(schema, document)).toEqual([]);
    expect(print(document)).not.toMatch(/@(skip|include)/);
    expect(graph.requests).toEqual([]);
  });

  it.each<[source: string, data: unknown, expected: unknown]>([
    ["subscription { count }", { count: 1 }, { count: 1 }],
    ["subscription { total: count }", { total: 1 }, { total: 1 }],
    ["subscription { count __typename }", { count: 1 }, { count: 1, __typename: "Subscription" }],
    [
      "subscription { a: message(room: 1) { t: text author { nick: name rank } } }",
      { a: { t: "x", author: { __typename: "User", id: "7" } } },
      { a: { t: "x", author: { nick: "user 7", rank: "rank of user 7" } } },
    ],
    [
      "subscription { said { __typename text ... on Cry { loud author { id name } } } }",
      { said: { __typename: "Cry", text: "!", loud: true, author: { __typename: "User", id: "1" } } },
      { said: { __typename: "Cry", text: "!", loud: true, author: { id: "1", name: "user 1" } } },
    ],
    [
      "subscription { many { text author { name } } }",
      { many: [message("a", "1"), message("b", "2"), message("c", "1")] },
      {
        many: [
          { text: "a", author: { name: "user 1" } },
          { text: "b", author: { name: "user 2" } },
          { text: "c", author: { name: "user 1" } },
        ],
      },
    ],
    ["subscription { message(room: 1) { text } }", { message: null }, { message: null }],
  ])("fetches the rest of an event: %s", async (source, data, expected) => {
    expect(await receive(source, { data })).toEqual({ data: expected, errors: [] });
  });

  it("asks another subgraph once for an event, and for each entity once", async () => {
    const many = ["1", "2", "1", "2"].map((id) => message(id, id));
    await receive("subscription { many { author { name nick } } }", { data: { many } });
    expect(graph.requests).toHaveLength(1);
    expect(graph.requests[0]?.variables.representations).toHaveLength(2);
  });

  it("executes each event by itself, and is compiled once", async () => {
    const subscription = await subscribe("subscription { message(room: 9) { author { name } } }");
    const { misses } = graph.engine.countPlans();
    await subscribe("subscription { message(room: 9) { author { name } } }");
    expect(graph.engine.countPlans().misses).toBe(misses);
    const events = ["1", "0", "2"].map((id) => ({ data: { message: message("", id) }, isClean: true }));
    const answers = await Promise.all(events.map((event) => subscription.executeEvent(event, null)));
    expect(answers.map(({ data }) => data)).toEqual([
      '{"message":{"author":{"name":"user 1"}}}',
      '{"message":{"author":null}}',
      '{"message":{"author":{"name":"user 2"}}}',
    ]);
  });
});

describe("an event with faults", () => {
  it.each<[what: string, event: Partial<SubgraphResponse>, data: unknown, error: object]>([
    [
      "errors beside its data",
      { data: { message: null }, errors: [{ message: "lost", path: ["message"], extensions: { code: "LOST" } }] },
      { message: null },
      { message: "lost", path: ["message"], extensions: { code: "LOST", serviceName: "messages" } },
    ],
    ["errors alone", { errors: [{ message: "lost" }] }, { message: null }, { message: "lost" }],
    ["nothing", {}, { message: null }, { path: ["message"] }],
    ["data that is null", { data: null }, { message: null }, { path: ["message"] }],
    ["data of a wrong kind", { data: [1] }, { message: null }, { path: ["message"] }],
    ["a value of a wrong kind", { data: { message: 5 } }, { message: null }, { path: ["message"] }],
    ["another field", { data: { other: {} } }, { message: null }, { path: ["message"] }],
  ])("has its errors in its own answer: %s", async (_what, event, data, error) => {
    const answer = await receive("subscription { message(room: 1) { text } }", event);
    expect(answer).toEqual({ data, errors: [expect.objectContaining(error)] });
  });

  it("loses the fields of a subgraph that does not answer, and no others", async () => {
    graph.respondWith("users", () => Promise.reject(new Error("down")));
    const answer = await receive("subscription { message(room: 1) { text author { nick } } }", {
      data: { message: message("hello", "1") },
    });
    expect(answer.data).toEqual({ message: { text: "hello", author: { nick: null } } });
    expect(answer.errors).toEqual([expect.objectContaining({ path: ["message", "author", "nick"] })]);
  });

  it("is null as a whole when a field that may not be null is lost", async () => {
    const answer = await receive("subscription { must { text } }", { data: { must: null } });
    expect(answer).toEqual({ data: null, errors: [expect.objectContaining({ path: ["must"] })] });
  });

  it("keeps the digits of large numbers", async () => {
    const subscription = await subscribe("subscription { big }");
    const event = subscription.parse?.('{"data":{"big":12345678901234567890}}') as SubgraphResponse;
    const { data } = await subscription.executeEvent({ ...event, isClean: true }, null);
    expect(data).toBe('{"big":12345678901234567890}');
  });
});

describe("a subscription that cannot be asked", () => {
  it.each<[source: string, variables: Variables, code: string]>([
    ["subscription ($s: Boolean!) { count @include(if: $s) }", { s: false }, "OPERATION_NOT_SUPPORTED"],
    ["subscription ($s: Boolean!) { ... @skip(if: $s) { count } }", { s: true }, "OPERATION_NOT_SUPPORTED"],
    ["subscription { count @skip(if: true) }", {}, "OPERATION_NOT_SUPPORTED"],
    ["subscription { __typename }", {}, "OPERATION_NOT_SUPPORTED"],
    ["subscription ($s: Boolean = true) { count @include(if: $s) }", { s: null }, "BAD_USER_INPUT"],
    ["subscription ($limit: Int = 1) { message(room: 1, limit: $limit) { text } }", { limit: null }, "BAD_USER_INPUT"],
    ["subscription ($room: ID!) { message(room: $room) { text } }", {}, "BAD_USER_INPUT"],
    ["query { rooms }", {}, "OPERATION_NOT_SUPPORTED"],
  ])("is refused without data: %s", async (source, variables, code) => {
    const refused = await open(source, variables);
    expect(refused).toMatchObject({ data: null, errors: [{ extensions: { code } }] });
    expect(graph.requests).toEqual([]);
  });

  it("is no operation that can be executed once", async () => {
    const answer = await graph.ask("subscription { count }");
    expect(answer).toMatchObject({ data: undefined, errors: [{ extensions: { code: "OPERATION_NOT_SUPPORTED" } }] });
  });
});
