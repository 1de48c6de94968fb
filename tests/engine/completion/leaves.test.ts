import { describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { complete } from "./complete.ts";

const schema = buildSchema(`
  type Query { int: Int float: Float string: String boolean: Boolean id: ID kind: Kind json: JSON }
  enum Kind { A B }
  scalar JSON`);

describe("A leaf", () => {
  it.each<[field: string, value: unknown, json: string]>([
    ["int", 0, "0"],
    ["int", -0, "0"],
    ["int", 2_147_483_647, "2147483647"],
    ["int", -2_147_483_648, "-2147483648"],
    ["float", 0.1, "0.1"],
    ["float", 3, "3"],
    ["float", -0, "0"],
    ["float", 1e21, "1e+21"],
    ["float", 12_345_678_901_234_567_000, "12345678901234567000"],
    ["string", "", '""'],
    ["string", "plain", '"plain"'],
    ["string", 'a "quoted" \\ text', '"a \\"quoted\\" \\\\ text"'],
    ["string", "two\nlines\u0000\u001f", '"two\\nlines\\u0000\\u001f"'],
    ["string", "\u2028\u2029\u007fé\u{1f600}", '"\u2028\u2029\u007fé\u{1f600}"'],
    ["string", "half \ud83d and \ude00", '"half \\ud83d and \\ude00"'],
    ["boolean", true, "true"],
    ["boolean", false, "false"],
    ["id", "x", '"x"'],
    ["id", 'x"', '"x\\""'],
    ["id", 7, '"7"'],
    ["id", -7, '"-7"'],
    ["kind", "A", '"A"'],
    ["json", "a\\b", '"a\\\\b"'],
    ["json", 1.5, "1.5"],
    ["json", false, "false"],
    ["json", [], "[]"],
    ["json", { a: [null, { toJSON: 1 }] }, '{"a":[null,{"toJSON":1}]}'],
  ])("of a field `%s` that is %p has the JSON %s", (field, value, json) => {
    const { text, isPlain } = complete(schema, `{ ${field} }`, { [field]: value });
    expect({ text, isPlain }).toEqual({ text: `{"${field}":${json}}`, isPlain: true });
  });

  const INEXACT = "Query.id has no number that can be passed on exactly: its subgraph must send it as a text.";

  it.each<[field: string, value: unknown, message: string]>([
    ["int", 2_147_483_648, "Query.int has no Int."],
    ["int", -2_147_483_649, "Query.int has no Int."],
    ["int", 0.5, "Query.int has no Int."],
    ["int", "1", "Query.int has no Int."],
    ["int", true, "Query.int has no Int."],
    ["int", { valueOf: 1, toString: 1 }, "Query.int has no Int."],
    ["float", Number.POSITIVE_INFINITY, "Query.float has no Float."],
    ["float", "0.5", "Query.float has no Float."],
    ["string", 1, "Query.string has no String."],
    ["string", ["a"], "Query.string has no String."],
    ["boolean", 1, "Query.boolean has no Boolean."],
    ["boolean", "true", "Query.boolean has no Boolean."],
    ["id", 1.5, "Query.id has no ID."],
    ["id", true, "Query.id has no ID."],
    ["kind", "C", "Query.kind has no value of its enum."],
    ["kind", 1, "Query.kind has no value of its enum."],
    ["kind", ["A"], "Query.kind has no value of its enum."],
    ["json", Number.NEGATIVE_INFINITY, INEXACT.replace("id", "json")],
    ["id", 2 ** 53, INEXACT],
    ["id", 1e21, INEXACT],
  ])(
    "of a field `%s` that is %p becomes null, with an error that does not say what it was",
    (field, value, message) => {
      const { text, messages, paths } = complete(schema, `{ ${field} }`, { [field]: value });
      expect({ text, messages, paths }).toEqual({
        text: `{"${field}":null}`,
        messages: [message],
        paths: [[field]],
      });
    },
  );

  it("is quoted without a look at it only when no text needs escaping", () => {
    const data = { string: "plain", id: "1", json: "plain", kind: "B" };
    const query = "{ string id json kind }";
    expect(complete(schema, query, data, { isClean: true })).toEqual(complete(schema, query, data, { isClean: false }));
  });
});
