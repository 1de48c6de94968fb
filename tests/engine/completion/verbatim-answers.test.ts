import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type DocumentNode, parse } from "graphql";
import { buildRootShape } from "../../../packages/engine/response/shape.ts";
import { createVerbatimReader, type VerbatimReader } from "../../../packages/engine/response/verbatim-reader.ts";
import { drawData } from "./random-data.ts";
import { CONDITIONS, drawOperation } from "./random-operation.ts";
import { createReference } from "./reference-completion.ts";
import { buildSampleSchema } from "./sample-schema.ts";
import { buildOptions } from "./write-in-every-way.ts";

const schema = buildSampleSchema();
const complete = createReference(buildSampleSchema());
const NO_ANSWER = "";
const RUNS = 2_000;

/** A reader that has seen as many answers as it wants to see before it begins. */
function createReader(document: DocumentNode, conditions = {}): VerbatimReader {
  const read = createVerbatimReader(buildRootShape(buildOptions(schema, document, conditions)));
  for (let answer = 1; answer < 10; answer++) expect(read(NO_ANSWER)).toBeNull();
  return read;
}

function read(query: string, answer: string): string | null {
  return createReader(parse(query))(answer);
}

const LEAVES = "{ leaves { int float boolean string id kind json } }";
const ITEMS = "{ items { id name self { __typename id } tags } }";

describe("an answer that is passed on word for word", () => {
  it.each([
    [
      LEAVES,
      '{"leaves":{"int":-12,"float":1.5,"boolean":true,"string":"a {b}: [c], d","id":"7","kind":"B","json":"x"}}',
    ],
    [LEAVES, '{"leaves":{"int":2147483647,"float":0,"boolean":false,"string":"","id":"","kind":"A","json":-10.25}}'],
    [LEAVES, '{"leaves":{"int":null,"float":null,"boolean":null,"string":null,"id":null,"kind":null,"json":null}}'],
    [LEAVES, '{"leaves":null}'],
    [ITEMS, '{"items":[]}'],
    [
      ITEMS,
      '{"items":[{"id":"1","name":"ä😀","self":null,"tags":null},{"id":"2","name":"null","self":{"__typename":"Item","id":"2"},"tags":["a","b"]}]}',
    ],
    ["{ leaves { ints strings } }", '{"leaves":{"ints":[1,2],"strings":[["a"],null,[]]}}'],
    ["{ b: leaves { constructor: int } a: leaves { __proto__: int } }", '{"b":{"constructor":1},"a":{"__proto__":2}}'],
  ])("is recognised: %s %s", (query, data) => {
    expect(read(query, `{"data":${data}}`)).toBe(data);
    expect(read(query, `{"data":${data}}\n`)).toBe(data);
  });

  it.each([
    ["errors", LEAVES, '{"data":{"leaves":null},"errors":[{"message":"no"}]}'],
    ["extensions", LEAVES, '{"data":{"leaves":null},"extensions":{}}'],
    ["errors first", LEAVES, '{"errors":[],"data":{"leaves":null}}'],
    ["no data", LEAVES, '{"data":null}'],
    ["something after it", LEAVES, '{"data":{"leaves":null}}}'],
    ["half of it", LEAVES, '{"data":{"leaves":nu'],
    ["blanks", LEAVES, '{"data":{"leaves": null}}'],
    ["an escape", "{ leaves { string } }", '{"data":{"leaves":{"string":"a\\"b"}}}'],
    ["a raw line end in a text", "{ leaves { string } }", '{"data":{"leaves":{"string":"a\nb"}}}'],
    ["a text without an end", "{ leaves { string } }", '{"data":{"leaves":{"string":"ab}}}'],
    ["a field too many", "{ leaves { int } }", '{"data":{"leaves":{"int":1,"float":1}}}'],
    ["a field too few", "{ leaves { int float } }", '{"data":{"leaves":{"int":1}}}'],
    ["another order", "{ leaves { int float } }", '{"data":{"leaves":{"float":1,"int":1}}}'],
    ["a null that may not be", "{ strictLeaves { strictInt } }", '{"data":{"strictLeaves":{"strictInt":null}}}'],
    ["a null among items", ITEMS, '{"data":{"items":[null]}}'],
    ["an object in place of a list", ITEMS, '{"data":{"items":{}}}'],
    ["a comma at the end", ITEMS, '{"data":{"items":[,]}}'],
    [
      "another type",
      ITEMS,
      '{"data":{"items":[{"id":"1","name":"a","self":{"__typename":"Tool","id":"2"},"tags":null}]}}',
    ],
    ["a number in place of a text", "{ leaves { string } }", '{"data":{"leaves":{"string":1}}}'],
    ["a number in place of an id", "{ leaves { id } }", '{"data":{"leaves":{"id":1}}}'],
    ["a text in place of a number", "{ leaves { int } }", '{"data":{"leaves":{"int":"1"}}}'],
    ["a value that the enum lacks", "{ leaves { kind } }", '{"data":{"leaves":{"kind":"D"}}}'],
    ["an object in a custom scalar", "{ leaves { json } }", '{"data":{"leaves":{"json":{"a":1}}}}'],
    ["true with more behind it", "{ leaves { boolean } }", '{"data":{"leaves":{"boolean":truely}}}'],
    ...["2147483648", "-2147483649", "1.0", "1e3", "-0", "01", "-", "+1", ""].map(
      (int) => [`the integer "${int}"`, "{ leaves { int } }", `{"data":{"leaves":{"int":${int}}}}`] as const,
    ),
    ...["1e3", "1.", ".5", "-0.0", "00.5", "1.5.5", "0.1234567890123456", "NaN"].map(
      (float) => [`the number "${float}"`, "{ leaves { float } }", `{"data":{"leaves":{"float":${float}}}}`] as const,
    ),
    ["a type that only the data tells", "{ node { id } }", '{"data":{"node":{"id":"1"}}}'],
    ["a member of a union", "{ thing { __typename } }", '{"data":{"thing":{"__typename":"Item"}}}'],
    ["what the schema tells of itself", "{ __schema { description } }", '{"data":{"__schema":{"description":null}}}'],
  ])("is not one with %s", (_what, query, answer) => {
    expect(read(query, answer)).toBeNull();
  });

  it("is not looked for once ten answers in a row were none", () => {
    const reader = createReader(parse("{ leaves { int } }"));
    const answer = '{"data":{"leaves":{"int":1}}}';
    for (let count = 0; count < 9; count++) reader("{}");
    expect(reader(answer)).toBe('{"leaves":{"int":1}}');
    for (let count = 0; count < 10; count++) reader("{}");
    expect(reader(answer)).toBeNull();
  });

  it("is what graphql-js makes of it", () => {
    let recognised = 0;
    fc.assert(
      fc.property(fc.gen(), fc.constantFrom(0, 20, 100), (generate, faults) => {
        const draw = (maximum: number) => generate(fc.nat, maximum);
        const document = drawOperation(draw, schema);
        const drawn = JSON.stringify(drawData({ draw, schema, document, faults }));
        const text = drawn.replaceAll(/\\u[\da-f]{4}|\\./g, "x");
        const found = createReader(document, CONDITIONS)(`{"data":${text}}`);
        if (found === null) return;
        recognised += 1;
        const reference = complete(document, CONDITIONS, JSON.parse(text));
        expect({ data: JSON.parse(found), paths: reference.paths }).toEqual({
          data: JSON.parse(reference.text),
          paths: [],
        });
      }),
      { numRuns: RUNS },
    );
    expect(recognised).toBeGreaterThan(RUNS / 50);
  });
});
