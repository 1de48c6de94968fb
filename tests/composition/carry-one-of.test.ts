import { ApolloGateway } from "@apollo/gateway";
import { describe, expect, it } from "@jest/globals";
import { getIntrospectionQuery, graphqlSync, isInputObjectType, parse, validate } from "graphql";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@inaccessible"])\n`;
const DEFINITION = "directive @oneOf on INPUT_OBJECT\n";

function compose(...sdls: readonly string[]) {
  const result = composeSupergraph(
    sdls.map((sdl, index) => {
      const name = `s${index}`;
      return { name, routingUrl: `http://${name}`, sdl: LINK + sdl, file: `${name}.graphql` };
    }),
  );
  if (!result.succeeded) throw new Error(JSON.stringify(result.errors));
  const warned = result.hints.filter(({ code }) => code === "DIRECTIVE_NOT_COMPOSED");
  return { sdl: result.supergraphSdl, warned: warned.length > 0 };
}

async function loadStock(supergraphSdl: string) {
  const gateway = new ApolloGateway({ supergraphSdl });
  const { schema } = await gateway.load();
  await gateway.stop();
  return schema;
}

const ITEM = "type Query { item(by: By): Int } input By @oneOf { id: ID sku: String }";

describe("@oneOf is carried into the supergraph", () => {
  it("and the stock gateway keeps and enforces it", async () => {
    const { sdl, warned } = compose(DEFINITION + ITEM);
    expect(warned).toBe(false);
    const schema = await loadStock(sdl);
    expect(validate(schema, parse("{ item(by: { id: 1 }) }"))).toEqual([]);
    expect(validate(schema, parse('{ item(by: { id: 1, sku: "a" }) }')).map(({ message }) => message)).toEqual([
      'OneOf Input Object "By" must specify exactly one key.',
    ]);
    expect(graphqlSync({ schema, source: getIntrospectionQuery({ oneOf: true }) }).errors).toBeUndefined();
  });

  it.each([
    [
      "of an extension",
      [`${DEFINITION}type Query { item(by: By): Int } input By { id: ID } extend input By @oneOf { sku: ID }`],
    ],
    [
      "of two subgraphs",
      [DEFINITION + ITEM, `${DEFINITION}type Query { other(by: By): Int } input By @oneOf { id: ID sku: String }`],
    ],
    ["of several inputs", [`${DEFINITION + ITEM} input A @oneOf { a: By } extend type Query { a(a: A): Int }`]],
    [
      "with a description and other directives",
      [
        `${DEFINITION}type Query { item(by: By): Int } "How @oneOf works: { }" input By @oneOf { "directive " id: ID sku: ID }`,
      ],
    ],
  ])("%s", async (_what, sdls) => {
    const { sdl, warned } = compose(...sdls);
    expect(warned).toBe(false);
    const schema = await loadStock(sdl);
    const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
    expect(inputs.map(({ isOneOf }) => isOneOf)).toEqual(inputs.map(() => true));
  });

  it.each([
    [
      "where another subgraph does not mark it",
      [DEFINITION + ITEM, "type Query { other(by: By): Int } input By { id: ID sku: String }"],
    ],
    ["where a field must be given", [`${DEFINITION}type Query { item(by: By): Int } input By @oneOf { id: ID! }`]],
  ])("but not %s, which is told", (_what, sdls) => {
    const { sdl, warned } = compose(...sdls);
    expect(warned).toBe(true);
    expect(sdl).not.toContain("@oneOf");
  });

  it("and a supergraph without it stays as it was", () => {
    expect(compose("type Query { item(by: By): Int } input By { id: ID }").sdl).not.toContain("oneOf");
  });
});
