import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { buildGraphModel, type GraphModel } from "../../router/explorer/graph/graph-model.ts";
import { drawGraph } from "../../router/explorer/graph/graph-picture.ts";
import { hasSignIn } from "../../router/explorer/graph/sign-in.ts";
import { measureOwnSeconds } from "../support/own-processor-time.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

/** Composes subgraphs named after the members of `schemas`. */
function compose(schemas: Readonly<Record<string, string>>) {
  const subgraphs = Object.entries(schemas).map(([name, sdl]) => ({
    name,
    url: `http://127.0.0.1:1/${name}`,
    sdl,
  }));
  return buildSchema(readFileSync(writeSupergraph(subgraphs), "utf8"), { assumeValid: true });
}

function model(schemas: Readonly<Record<string, string>>): GraphModel {
  return buildGraphModel(compose(schemas));
}

describe("the model of a graph", () => {
  it("knows each subgraph's own name and root fields", () => {
    const { subgraphs } = model({
      "the-shop": "type Query { items: [Int!]! } type Mutation { buy(id: ID!): Boolean }",
      stock: "type Query { level: Int }",
    });
    expect(subgraphs).toEqual([
      { name: "stock", queries: [{ name: "level", type: "Int" }], mutations: [] },
      {
        name: "the-shop",
        queries: [{ name: "items", type: "[Int!]!" }],
        mutations: [{ name: "buy", type: "Boolean" }],
      },
    ]);
  });

  it("tells who contributes which fields to an entity, and what all can answer", () => {
    const { entities } = model({
      stock: 'type Query { a: Item } type Item @key(fields: "id") { id: ID! level: Int }',
      shop: 'type Query { b: Item } type Item @key(fields: "id") { id: ID! name: String price: Int }',
    });
    expect(entities).toEqual([
      {
        name: "Item",
        keys: ["id"],
        common: [{ name: "id", type: "ID!" }],
        contributions: [
          {
            subgraph: "shop",
            fields: [
              { name: "name", type: "String" },
              { name: "price", type: "Int" },
            ],
          },
          { subgraph: "stock", fields: [{ name: "level", type: "Int" }] },
        ],
      },
    ]);
  });

  it("leaves out a subgraph that only needs a field, or only points at the entity", () => {
    const { entities } = model({
      shop: 'type Query { b: Item } type Item @key(fields: "id") { id: ID! weight: Int }',
      post: `type Query { c: Item }
        type Item @key(fields: "id") { id: ID! weight: Int @external fee: Int @requires(fields: "weight") }`,
      gifts: 'type Query { d: Item } type Item @key(fields: "id") { id: ID! }',
    });
    expect(entities[0]?.contributions).toEqual([
      { subgraph: "post", fields: [{ name: "fee", type: "Int" }] },
      { subgraph: "shop", fields: [{ name: "weight", type: "Int" }] },
    ]);
  });

  it("gives every field of an entity that one subgraph has to itself to that subgraph", () => {
    const { entities } = model({ shop: 'type Query { b: Item } type Item @key(fields: "id") { id: ID! }' });
    expect(entities).toMatchObject([{ common: [], contributions: [{ subgraph: "shop", fields: [{ name: "id" }] }] }]);
  });

  it("knows several keys, and no entity among types without any", () => {
    const { entities } = model({
      shop: `type Query { b: Item c: Plain }
        type Item @key(fields: "id") @key(fields: "code shop { id }") { id: ID! code: ID! shop: Plain! }
        type Plain { id: ID! }`,
    });
    expect(entities.map(({ name, keys }) => [name, keys])).toEqual([["Item", ["id", "code shop { id }"]]]);
  });
});

describe("the picture of a graph", () => {
  it("shows every entity of a large one, without lines", () => {
    const names = Array.from({ length: 40 }, (_, index) => `Entity${index}`);
    const types = names.map((name) => `type ${name} @key(fields: "id") { id: ID! }`).join("\n");
    const { markup } = drawGraph(model({ shop: `type Query { a: Entity0 } ${types}` }));
    expect(names.filter((name) => !markup.includes(`>${name}<`))).toEqual([]);
    expect(markup).not.toContain("<path");
  });

  it("cuts long lists of fields and long names", () => {
    const fields = Array.from({ length: 30 }, (_, index) => `f${index}${"x".repeat(60)}: Int`).join(" ");
    const { markup } = drawGraph(
      model({ shop: `type Query { a: Item } type Item @key(fields: "id") { id: ID! ${fields} }` }),
    );
    expect(markup).toContain("and 17 more");
    expect(markup).not.toContain("x".repeat(40));
  });

  it("is drawn for a graph of a hundred subgraphs in no time", async () => {
    const subgraphs = Array.from({ length: 100 }, (_, index) => ({
      name: `s${index}`,
      queries: [{ name: `q${index}`, type: "Int" }],
      mutations: [],
    }));
    const { result, seconds } = await measureOwnSeconds(() => drawGraph({ subgraphs, entities: [] }));
    const { markup } = result;
    expect(seconds).toBeLessThan(1);
    expect(markup).toContain("s99");
    expect(markup).not.toContain("NaN");
  });
});

describe("a sign-in that the explorer can offer", () => {
  const SESSION = "type Session { accessToken: String! }";

  it.each([
    ["is a mutation", `type Mutation { login(username: String!, password: String!): Session! } ${SESSION}`],
    ["may be nullable", `type Mutation { login(username: String!, password: String!): Session } ${SESSION}`],
    ["may take more", `type Mutation { login(username: String!, password: String!, otp: Int): Session } ${SESSION}`],
  ])("%s", (_what, sdl) => {
    expect(hasSignIn(compose({ shop: `type Query { a: Int } ${sdl}` }))).toBe(true);
  });

  it.each([
    ["there is no mutation", ""],
    ["it is a query", `extend type Query { login(username: String!, password: String!): Session! } ${SESSION}`],
    ["it takes something else", `type Mutation { login(email: String!, password: String!): Session! } ${SESSION}`],
    ["it gives no token", "type Mutation { login(username: String!, password: String!): Boolean }"],
    [
      "the token is named otherwise",
      `type Mutation { login(username: String!, password: String!): T } type T { jwt: ID }`,
    ],
  ])("is not one when %s", (_what, sdl) => {
    expect(hasSignIn(compose({ shop: `type Query { a: Int } ${sdl}` }))).toBe(false);
  });
});
