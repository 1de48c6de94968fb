import { describe, expect, it } from "@jest/globals";
import { readSubgraphs } from "../../packages/check/schema-lint/subgraph-facts.ts";
import { chooseNames } from "../../scripts/new-subgraph/choose-names.ts";
import { findParent } from "../../scripts/new-subgraph/find-parent.ts";
import { findFreePort } from "../../scripts/new-subgraph/listed-subgraph.ts";
import { loadGraph } from "../../scripts/new-subgraph/load-graph.ts";
import { renderTemplate } from "../../scripts/new-subgraph/render-template.ts";
import { requireRoom } from "../../scripts/new-subgraph/require-room.ts";
import { FEDERATION_LINK } from "../support/supergraph-file.ts";

const ownGraph = await loadGraph();

function addSubgraph(name: string, entity?: string, parent?: string, graph = ownGraph): void {
  const placeholders = {
    ...chooseNames(name, entity),
    ...(parent === undefined ? {} : findParent(parent, graph.facts)),
    port: "1",
  };
  const files = renderTemplate(placeholders);
  const file = `subgraphs/${name}/schema.graphql`;
  const added = { name, routingUrl: "http://127.0.0.1:1/", file, sdl: files.get(file) ?? "" };
  requireRoom(placeholders, [...files.keys()], added, graph);
}

describe("this graph has room", () => {
  it.each([undefined, "User"])("for loans that extend %s", (parent) => {
    expect(() => addSubgraph("loans", "Loan", parent)).not.toThrow();
  });

  it.each([
    ["accounts", undefined, "supergraph.yaml has a subgraph accounts already"],
    ["users", undefined, "the graph has User already: choose another name, or another type with --entity"],
    ["loans", "PageInfo", "the graph has PageInfo already"],
    ["loans", "Mutation", "the graph has Mutation already"],
    ["loans", "Int", "the graph has Int already"],
    ["me", undefined, "the graph has Query.me already"],
  ])("but not for %s with the entity %s", (name, entity, message) => {
    expect(() => addSubgraph(name, entity)).toThrow(message);
  });

  it("but not for a field that the extended entity has", () => {
    const sdl = `${FEDERATION_LINK} type Query { shop: Shop } type Shop @key(fields: "id") { id: ID! loans: Int }`;
    const schemas = [{ name: "shops", file: "a.graphql", routingUrl: "", sdl }];
    const graph = { subgraphs: [], schemas, facts: readSubgraphs(schemas), hasAccessFile: false };
    expect(() => addSubgraph("debts", "Debt", "Shop", graph)).not.toThrow();
    expect(() => addSubgraph("loans", "Loan", "Shop", graph)).toThrow("the graph has Shop.loans already");
  });
});

describe("an entity to extend", () => {
  const find = (name: string, ...sdl: readonly string[]) =>
    findParent(
      name,
      readSubgraphs(
        sdl.map((text, index) => ({
          name: `s${index}`,
          file: "a.graphql",
          routingUrl: "",
          sdl: FEDERATION_LINK + text,
        })),
      ),
    );

  it("is found with its owner and its key", () => {
    const owner = `"A \\"good\\" book." type Book @key(fields: "isbn") { "On its back." isbn: String! title: String }
      type Query { book: Book }`;
    const other = `type Book @key(fields: "isbn") { isbn: String! price: Int }`;
    expect(find("Book", other, owner)).toEqual({
      parent: "book",
      Parent: "Book",
      parentOne: "book",
      owner: "s1",
      key: "isbn",
      keyType: "String!",
      column: "bookIsbn",
      parentDescription: '"A \\"good\\" book."',
      keyDescription: '"On its back."',
    });
  });

  it("may have other keys beside a simple one", () => {
    const sdl = `type Book @key(fields: "shop { id }") @key(fields: "number") @key(fields: "id") {
      id: ID! number: Int! shop: Shop } type Shop { id: ID! }`;
    expect(find("Book", sdl)).toMatchObject({ key: "id", column: "bookId" });
  });

  it.each([
    [
      "that there is not",
      "Nope",
      'type Book @key(fields: "id") { id: ID! }',
      "the graph has no such entity; there are: Book",
    ],
    ["whose field is the new entity's own", "Name", "type Name { id: ID! }", "the new entity has a field name already"],
    ["without a key", "Book", "type Book { id: ID! }", "the graph has no such entity; there are: none"],
    ["with a key of two fields", "Book", 'type Book @key(fields: "a b") { a: ID! b: ID! }', "it has no simple key"],
    [
      "with a nested key",
      "Book",
      'type Book @key(fields: "a { id }") { a: A } type A { id: ID! }',
      "it has no simple key",
    ],
    ["with a number as key", "Book", 'type Book @key(fields: "id") { id: Int! }', "it has no simple key"],
    ["with a key that may be null", "Book", 'type Book @key(fields: "id") { id: ID }', "it has no simple key"],
    ["that is an interface", "Book", 'interface Book @key(fields: "id") { id: ID! }', "it has no simple key"],
    ["of stubs alone", "Book", 'type Book @key(fields: "id", resolvable: false) { id: ID! }', "it has no simple key"],
    ["with a name that is none", "book", "type Book { id: ID! }", '--extends "book" cannot name a type'],
  ])("%s is refused", (_what, name, sdl, message) => {
    expect(() => find(name, sdl)).toThrow(message);
  });
});

it("the port of a new subgraph is the first that is free", () => {
  const urls = ["http://127.0.0.1:4001/graphql", "http://127.0.0.1:4003/graphql", "https://weather.example/graphql"];
  expect(findFreePort(urls)).toBe(4002);
  expect(findFreePort([])).toBe(4001);
});
