import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, type GraphQLSchema, parse } from "graphql";
import { compileResponseWriter } from "../../../packages/engine/response/compile-response-writer.ts";
import { generateWriter } from "../../../packages/engine/response/generated-writer.ts";
import { buildRootShape } from "../../../packages/engine/response/shape.ts";
import { complete } from "./complete.ts";
import { buildOptions, buildState } from "./write-in-every-way.ts";

/** An interface with `count` implementations, which all have the same fields. */
function buildWideSchema(count: number): GraphQLSchema {
  const types = Array.from({ length: count }, (_, index) => `type T${index} implements I { id: ID! i: I }`);
  return buildSchema(`type Query { i: I list: [I!] } interface I { id: ID! i: I } ${types.join("\n")}`);
}

const QUERY = "{ list { __typename id i { id } ... on T3 { again: id } } }";
const list = [
  { __typename: "T3", id: "a", again: "a", i: { __typename: "T9", id: "b" } },
  { __typename: "T99", id: "c", i: null },
];
const text =
  '{"list":[{"__typename":"T3","id":"a","i":{"id":"b"},"again":"a"},{"__typename":"T99","id":"c","i":null}]}';

describe("Generated code", () => {
  it("answers for any number of types", () => {
    expect(complete(buildWideSchema(100), QUERY, { list })).toMatchObject({ text, isPlain: true });
    const unknown = [{ __typename: "T100", id: "d" }];
    expect(complete(buildWideSchema(100), QUERY, { list: unknown })).toMatchObject({ text: '{"list":null}' });
  });

  it("is not made for an operation that would need too much of it, which is answered without", () => {
    const options = buildOptions(buildWideSchema(400), parse(QUERY));
    expect(generateWriter(buildRootShape(options), true)).toBeNull();
    const { write } = compileResponseWriter(options);
    const answers = Array.from({ length: 50 }, () => write({ list }, buildState({ list })).text);
    expect(new Set(answers)).toEqual(new Set([text]));
  });

  it.each([["--no-deprecation"], ["--disallow-code-generation-from-strings"]])(
    "or none answer the same: %s",
    async (flag) => {
      const program = new URL("write-answers.mjs", import.meta.url).pathname;
      const { stdout } = await promisify(execFile)(process.execPath, [flag, program]);
      expect(stdout).toBe('{"items":[{"id":"1","name":"a \\"name\\"","__typename":"Item"}]}');
    },
  );
});
