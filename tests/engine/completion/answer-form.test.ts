import { describe, expect, it } from "@jest/globals";
import { executeSync, parse } from "graphql";
import { compileResponseWriter } from "../../../packages/engine/response/compile-response-writer.ts";
import { complete } from "./complete.ts";
import { buildSampleSchema } from "./sample-schema.ts";
import { buildOptions, buildState } from "./write-in-every-way.ts";

const schema = buildSampleSchema();
const item = { __typename: "Item", id: "1", name: "a", kind: "A", tags: ["t"] };

describe("An answer", () => {
  it.each<[what: string, query: string, data: Record<string, unknown>, text: string]>([
    [
      "in the order asked, however data comes",
      "{ item { name id } node { id } }",
      { node: item, item },
      '{"item":{"name":"a","id":"1"},"node":{"id":"1"}}',
    ],
    ["without what was not asked", "{ item { id } }", { item, named: item }, '{"item":{"id":"1"}}'],
    [
      "of a field asked twice once, where it is first",
      "{ item { id } node { id } item { name } }",
      { item, node: item },
      '{"item":{"id":"1","name":"a"},"node":{"id":"1"}}',
    ],
    [
      "with fragments where they are first spread",
      "{ item { ...F name ...F } } fragment F on Item { tags id }",
      { item },
      '{"item":{"tags":["t"],"id":"1","name":"a"}}',
    ],
    ["of nothing, when all is left out", "{ item @skip(if: true) { id } }", {}, "{}"],
    [
      "of an empty object, when its fields are left out",
      "{ item { id @include(if: false) } }",
      { item },
      '{"item":{}}',
    ],
    ["with the name of the root type", "{ __typename a: __typename }", {}, '{"__typename":"Query","a":"Query"}'],
    ["with empty lists", "{ items { id } }", { items: [] }, '{"items":[]}'],
  ])("is %s", (_what, query, data, text) => {
    expect(complete(schema, query, data)).toEqual({ text, paths: [], messages: [], isPlain: true });
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "has a field called %s as plain data",
    (alias) => {
      const data = JSON.parse(`{"item":{"${alias}":"x"}}`) as Record<string, unknown>;
      expect(complete(schema, `{ item { ${alias}: id } }`, data)).toMatchObject({
        text: JSON.stringify(data),
        isPlain: true,
      });
      const { text, paths } = complete(schema, `{ item { ${alias}: name } }`, { item: {} });
      expect({ text, paths }).toEqual({ text: '{"item":null}', paths: [["item", alias]] });
    },
  );

  it.each([
    ["__proto__: self { id }", '{"item":{"__proto__":null}}', ["item", "__proto__"]],
    ["leaves { constructor: json }", '{"item":{"leaves":{"constructor":null}}}', ["item", "leaves", "constructor"]],
  ])("has null, with an error, for what only JavaScript knows of an object: %s", (selection, text, path) => {
    const completion = complete(schema, `{ item { ${selection} } }`, { item: { leaves: {} } });
    expect(completion).toMatchObject({ text, paths: [path], isPlain: false });
    expect(completion.messages).toEqual([expect.stringMatching(/has no value\.$/)]);
  });

  it("is found at once when fragments spread others twice, over and over", () => {
    const fragments = Array.from({ length: 40 }, (_, n) => `fragment F${n} on Item { ...F${n + 1} ...F${n + 1} }`);
    const query = `{ item { ...F0 } } ${fragments.join(" ")} fragment F40 on Item { id }`;
    expect(complete(schema, query, { item }).text).toBe('{"item":{"id":"1"}}');
  });

  it("takes what the schema tells of itself as it is given", () => {
    const query = '{ __schema { queryType { name } } t: __type(name: "None") { name } item { id } }';
    const { data } = executeSync({ schema, document: parse(query), rootValue: { item } });
    const introspection = new Map(["__schema", "t"].map((key) => [key, JSON.stringify(data?.[key])]));
    expect(complete(schema, query, { item }, { introspection })).toEqual({
      text: JSON.stringify(data),
      paths: [],
      messages: [],
      isPlain: true,
    });
    const { text, paths } = complete(schema, query, { item });
    expect({ text, paths }).toEqual({ text: "null", paths: [["__schema"]] });
  });

  it("finds data under other keys than it gives it", () => {
    const query = "{ renamed: item { other: id } }";
    const options = {
      ...buildOptions(schema, parse(query)),
      findDataKey: ({ name }: { name: { value: string } }) => `_${name.value}`,
    };
    const { write } = compileResponseWriter(options);
    const state = buildState({});
    expect(write({ _item: { _id: "1" } }, state).text).toBe('{"renamed":{"other":"1"}}');
    expect(write({ _item: {} }, state).errors.map(({ path }) => path)).toEqual([["renamed", "other"]]);
  });

  it("is the same each time, and when it is read as an object", () => {
    const { write } = compileResponseWriter(buildOptions(schema, parse("{ items { id tags } }")));
    const data = { items: [item, { ...item, tags: null }] };
    const expected = {
      items: [
        { id: "1", tags: ["t"] },
        { id: "1", tags: null },
      ],
    };
    const answers = Array.from({ length: 50 }, () => write(data, buildState(data)));
    expect(answers.map(({ text }) => JSON.parse(text))).toEqual(answers.map(() => expected));
    expect(write({ items: [null] }, buildState(data)).text).toBe("null");
  });
});
