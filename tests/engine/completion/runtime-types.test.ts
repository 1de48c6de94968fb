import { describe, expect, it } from "@jest/globals";
import { complete } from "./complete.ts";
import { buildSampleSchema } from "./sample-schema.ts";

const schema = buildSampleSchema();
const NO_TYPE = "has no object of a known type.";

describe("The type that an object says it is of", () => {
  it.each<[what: string, query: string, node: Record<string, unknown>, node: string]>([
    [
      "decides on fragments",
      "... on Tool { weight } ... on Item { name }",
      { __typename: "Tool", weight: 1 },
      '{"weight":1}',
    ],
    [
      "meets wider conditions",
      "... on Named { name } ... on Thing { __typename }",
      { __typename: "Tool", name: "a" },
      '{"name":"a","__typename":"Tool"}',
    ],
    [
      "is an answer under any name",
      "a: __typename id b: __typename",
      { __typename: "Note", id: "1" },
      '{"a":"Note","id":"1","b":"Note"}',
    ],
    ["leaves nothing of other types' fields", "... on Tool { weight }", { __typename: "Item" }, "{}"],
  ])("%s", (_what, selection, node, text) => {
    const completion = complete(schema, `{ node { ${selection} } }`, { node });
    expect(completion).toEqual({ text: `{"node":${text}}`, paths: [], messages: [], isPlain: true });
  });

  it.each<[what: string, query: string, data: Record<string, unknown>, message: string]>([
    ["unknown", "{ node { id } }", { node: { __typename: "Secret", id: "1" } }, `Query.node ${NO_TYPE}`],
    [
      "no member of the union",
      "{ thing { __typename } }",
      { thing: { __typename: "Leaves" } },
      `Query.thing ${NO_TYPE}`,
    ],
    ["no implementation", "{ named { id } }", { named: { __typename: "Note", id: "1" } }, `Query.named ${NO_TYPE}`],
    ["no type of objects", "{ node { id } }", { node: { __typename: "Kind", id: "1" } }, `Query.node ${NO_TYPE}`],
    ["no text", "{ node { id } }", { node: { __typename: null, id: "1" } }, `Query.node ${NO_TYPE}`],
    ["another than the field's", "{ item { id } }", { item: { __typename: "Tool", id: "1" } }, `Query.item ${NO_TYPE}`],
    ["not told in a union", "{ thing { ... on Item { id } } }", { thing: { id: "1" } }, `Query.thing ${NO_TYPE}`],
  ])("makes it null, with an error, when it is %s", (_what, query, data, message) => {
    const key = Object.keys(data)[0] ?? "";
    const completion = complete(schema, query, data);
    expect(completion).toEqual({
      text: `{"${key}":null}`,
      paths: [[key]],
      messages: [message],
      isPlain: false,
    });
  });
});

// A subgraph that has an interface as a type of its own (`@interfaceObject`) knows nothing narrower.
describe("An object that is only known to be of an interface", () => {
  const vague = "id ... on Node { again: id } ... on Named { name } ... on Item { kind }";
  it.each<[what: string, query: string, data: Record<string, unknown>, text: string]>([
    ["says nothing", `{ node { ${vague} } }`, { node: { id: "1", again: "1" } }, '{"id":"1","again":"1"}'],
    [
      "says so",
      `{ node { ${vague} } }`,
      { node: { __typename: "Node", id: "1", again: "1" } },
      '{"id":"1","again":"1"}',
    ],
    [
      "says a narrower one",
      `{ node { ${vague} } }`,
      { node: { __typename: "Named", id: "1", again: "1", name: "a" } },
      '{"id":"1","again":"1","name":"a"}',
    ],
    [
      "says a wider one",
      "{ node: named { id name } }",
      { node: { __typename: "Node", id: "1", name: "a" } },
      '{"id":"1","name":"a"}',
    ],
    [
      "is in a place of one type",
      "{ node: item { id __typename } }",
      { node: { __typename: "Node", id: "1" } },
      '{"id":"1","__typename":"Item"}',
    ],
  ])("and %s has what is certain", (_what, query, data, text) => {
    const completion = complete(schema, query, data);
    expect(completion).toEqual({ text: `{"node":${text}}`, paths: [], messages: [], isPlain: true });
  });

  it("cannot tell its type", () => {
    const { text, paths, messages } = complete(schema, "{ node { id __typename } }", { node: { id: "1" } });
    expect({ text, paths, messages }).toEqual({
      text: '{"node":null}',
      paths: [["node"]],
      messages: [`Query.node ${NO_TYPE}`],
    });
  });
});
