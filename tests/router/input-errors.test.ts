import { describe, expect, it } from "@jest/globals";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const items = await startFakeSubgraph(answerJson({ data: { item: { __typename: "Item", id: "1" } } }));
const sizes = await startFakeSubgraph(answerJson({}));
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([
    {
      name: "items",
      url: items.url,
      sdl: `directive @oneOf on INPUT_OBJECT
        scalar Day
        type Query { item(by: By, day: Day): Item }
        input By @oneOf { id: ID sku: String }
        type Item @key(fields: "id") { id: ID! }`,
    },
    {
      name: "sizes",
      url: sizes.url,
      sdl: `scalar Day
        type Item @key(fields: "id") { id: ID! size(on: Day): Int }`,
    },
  ]),
  SUBGRAPH_BREAKER_FAILURES: "0",
});

const send = (query: string, variables = {}) => sendOperation(router.url, query, { variables });

describe("what does not fit @oneOf is refused by the router", () => {
  it.each([
    ["two keys in the document", '{ item(by: { id: 1, sku: "a" }) { id } }', {}, "GRAPHQL_VALIDATION_FAILED"],
    ["no key in the document", "{ item(by: {}) { id } }", {}, "GRAPHQL_VALIDATION_FAILED"],
    [
      "two keys in a variable",
      "query ($by: By) { item(by: $by) { id } }",
      { by: { id: "1", sku: "a" } },
      "BAD_USER_INPUT",
    ],
    ["null in a variable", "query ($by: By) { item(by: $by) { id } }", { by: { id: null } }, "BAD_USER_INPUT"],
  ])("%s", async (_what, query, variables, code) => {
    const before = items.requests.length;
    const { status, errors } = await send(query, variables);
    expect({ status, codes: errors?.map(({ extensions }) => extensions?.code) }).toEqual({
      status: 400,
      codes: [code],
    });
    expect(items.requests).toHaveLength(before);
  });

  it("and what fits reaches the subgraph", async () => {
    const { data } = await send("query ($by: By) { item(by: $by) { id } }", { by: { id: "1" } });
    expect(data).toEqual({ item: { id: "1" } });
    expect(items.requests.at(-1)?.body.variables).toEqual({ by: { id: "1" } });
  });
});

const SECRET = "at /srv/items/db.js:12";

describe("input that a subgraph refuses is told as the client's", () => {
  const askItem = (message: string, extensions = {}, status = 400) => {
    items.respondWith(answerJson({ errors: [{ message, extensions }] }, status));
    return send("query ($day: Day) { item(day: $day) { id } }", { day: "never" });
  };

  it.each([
    ["graphql-js", 'Variable "$day" got invalid value "never"; no day'],
    ["graphql-java", "Variable 'day' has an invalid value: no day"],
    ["graphql-ruby", "Variable $day of type Day was provided invalid value"],
    ["Hot Chocolate", "The variable `day` is not compatible with the type."],
  ])("where a variable is named as %s does", async (_server, text) => {
    for (const [extensions, status] of [
      [{}, 400],
      [{ code: "INTERNAL_SERVER_ERROR" }, 200],
    ] as const) {
      const { status: answered, data, errors } = await askItem(`${text} ${SECRET}`, extensions, status);
      expect({ answered, data, errors }).toEqual({
        answered: 200,
        data: { item: null },
        errors: [
          {
            message: 'The subgraph "items" does not accept the value of the variable "$day".',
            extensions: { code: "BAD_USER_INPUT", field: "day", serviceName: "items" },
          },
        ],
      });
    }
  });

  it.each([
    'Expected value of type "Day", found "never"; no day',
    'OneOf Input Object "By" must specify exactly one key.',
    "Validation error (WrongType@[item]) : argument 'day' with value 'never'",
  ])("where a value of the document is refused: %s", async (text) => {
    items.respondWith(answerJson({ errors: [{ message: `${text} ${SECRET}` }] }, 400));
    const { errors } = await send('{ item(day: "never") { id } }');
    expect(errors).toEqual([
      {
        message: 'The subgraph "items" does not accept a value in the operation.',
        extensions: { code: "BAD_USER_INPUT", serviceName: "items" },
      },
    ]);
  });

  it("where it is asked for entities", async () => {
    items.respondWith(answerJson({ data: { item: { __typename: "Item", id: "1" } } }));
    sizes.respondWith(answerJson({ errors: [{ message: `Variable "$on" got invalid value "never" ${SECRET}` }] }, 400));
    const { data, errors } = await send("query ($on: Day) { item { id size(on: $on) } }", { on: "never" });
    expect(data).toEqual({ item: { id: "1", size: null } });
    expect(errors).toEqual([
      {
        message: 'The subgraph "sizes" does not accept the value of the variable "$on".',
        extensions: { code: "BAD_USER_INPUT", field: "on", serviceName: "sizes" },
      },
    ]);
  });

  it.each([
    [
      "a variable that the client did not send",
      { errors: [{ message: 'Variable "$representations" got invalid value' }] },
    ],
    ["an error beside data", { data: { item: null }, errors: [{ message: 'Variable "$day" got invalid value' }] }],
    ["an error at a place", { errors: [{ message: 'Variable "$day" got invalid value', path: ["item"] }] }],
    ["anything else", { errors: [{ message: "the variable part failed" }] }],
    ["an error with another code", { errors: [{ message: 'Variable "$day" is lost', extensions: { code: "P2021" } }] }],
  ])("but not %s", async (_what, answer) => {
    items.respondWith(answerJson(answer));
    const { errors } = await send("query ($day: Day) { item(day: $day) { id } }", { day: "never" });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(["INTERNAL_SERVER_ERROR"]);
  });
});
