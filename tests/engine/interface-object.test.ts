import { beforeEach, describe, expect, it } from "@jest/globals";
import { createEngineGraph } from "./engine-graph.ts";

const MEDIA = [
  { __typename: "Book", id: "b", title: "Book B", pages: 90 },
  { __typename: "Film", id: "f", title: "Film F" },
];

const graph = createEngineGraph({
  catalogue: {
    sdl: `
      type Query { all: [Media!]! }
      interface Media @key(fields: "id") { id: ID! title: String! }
      type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String! }`,
    resolvers: {
      Query: { all: () => MEDIA },
      Media: { __resolveReference: ({ id }) => MEDIA.find((media) => media.id === id) },
    },
  },
  lists: {
    sdl: `
      type Query { recent: [Media!]! }
      type Media @interfaceObject @key(fields: "id") { id: ID! rank: Int }`,
    resolvers: { Query: { recent: () => MEDIA.map(({ id }) => ({ id })) } },
  },
  readers: {
    sdl: `
      type Query { latest: Media }
      type Media @interfaceObject @key(fields: "id") {
        id: ID!
        title: String! @external
        readers: Int
        related: Media
        blurb(long: Boolean): String @requires(fields: "title")
      }`,
    resolvers: {
      Query: { latest: () => ({ id: "b" }) },
      Media: {
        readers: () => 3,
        related: ({ id }) => ({ id: id === "b" ? "f" : "b" }),
        blurb: ({ title }, { long }) => {
          if (title === undefined) throw new Error("the title was not sent");
          return `${long ? "long" : "short"} blurb of ${title}`;
        },
      },
    },
  },
});
beforeEach(() => graph.reset());

describe("a field of an @interfaceObject", () => {
  it("is planned where it requires a field, and its object is of a type yet unknown", async () => {
    // The stock gateway is not asked: its planner may walk in a circle until the memory is full.
    expect(await graph.ask("{ latest { __typename ... on Book { blurb pages } } }")).toEqual({
      data: { latest: { __typename: "Book", blurb: "short blurb of Book B", pages: 90 } },
      errors: [],
    });
  });

  it("is planned where it requires a field, and its object is of another subgraph", async () => {
    // Nor here: its planner makes a fetch that waits for itself.
    expect(await graph.ask("{ recent { rank ... on Book { blurb pages } } }")).toEqual({
      data: { recent: [{ rank: null, blurb: "short blurb of Book B", pages: 90 }, { rank: null }] },
      errors: [],
    });
  });

  it("is not asked of types that it was not asked of, nor kept from those that it was", async () => {
    const query = "{ all { readers ... on Book { blurb } } }";
    const data = { all: [{ readers: 3, blurb: "short blurb of Book B" }, { readers: 3 }] };
    expect(await graph.ask(query)).toEqual({ data, errors: [] });
    expect((await graph.askStock(query)).data).not.toEqual(data);
  });

  it("is not asked of types without a known key", async () => {
    const query = "{ all { title ... on Book { blurb } } }";
    const data = { all: [{ title: "Book B", blurb: "short blurb of Book B" }, { title: "Film F" }] };
    expect(await graph.ask(query)).toEqual({ data, errors: [] });
    expect((await graph.askStock(query)).data).not.toEqual(data);
  });

  it("has the arguments of its own type", async () => {
    const query = "{ all { ... on Book { blurb(long: true) } ... on Film { blurb(long: false) } } }";
    const data = { all: [{ blurb: "long blurb of Book B" }, { blurb: "short blurb of Film F" }] };
    expect(await graph.ask(query)).toEqual({ data, errors: [] });
    expect((await graph.askStock(query)).data).not.toEqual(data);
  });
});

describe("an error of an @interfaceObject", () => {
  it("is not told of where nobody asked for the field", async () => {
    graph.respondWith("readers", () => ({
      data: { _entities: [{ readers: null }, { readers: null }] },
      errors: [
        { message: "of the book", path: ["_entities", 0, "readers"] },
        { message: "of the film", path: ["_entities", 1, "readers"] },
      ],
      isClean: true,
    }));
    const { data, errors } = await graph.ask("{ recent { id ... on Film { readers } } }");
    expect(data).toEqual({ recent: [{ id: "b" }, { id: "f", readers: null }] });
    expect(errors).toEqual([
      { message: "of the film", path: ["recent", 1, "readers"], extensions: { serviceName: "readers" } },
    ]);
  });

  it("is not told of below a field that nobody asked for there", async () => {
    graph.respondWith("catalogue", ({ query, variables }) => {
      if (query.includes("title")) throw new Error("gone");
      const { representations } = variables as { representations: { id: string }[] };
      const entities = representations.map(({ id }) => ({ __typename: id === "b" ? "Book" : "Film" }));
      return { data: { _entities: entities }, isClean: true };
    });
    const { data, errors } = await graph.ask("{ recent { id ... on Film { related { title } } } }");
    expect(data).toEqual({ recent: [{ id: "b" }, { id: "f", related: null }] });
    expect(errors.map(({ path }) => path)).toEqual([["recent", 1, "related", "title"]]);
  });
});
