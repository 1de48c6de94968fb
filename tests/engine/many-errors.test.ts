import { beforeEach, describe, expect, it } from "@jest/globals";
import { measureOwnSeconds } from "../support/own-processor-time.ts";
import { createEngineGraph } from "./engine-graph.ts";

/** Each takes a fraction of a second; minutes, if what is told were looked for again at every place. */
const FAR_TOO_LONG_SECONDS = 10;
const PEOPLE = [..."ABCDEFGHIJ"];

const graph = createEngineGraph({
  items: {
    sdl: `
      type Query { items: [Item] person: Person }
      type Item @key(fields: "id") { id: ID! }
      interface Person { id: ID! parent: Person }
      ${PEOPLE.map((name) => `type ${name} implements Person { id: ID! parent: Person }`).join("\n")}`,
  },
  ratings: { sdl: 'type Item @key(fields: "id") { id: ID! rating: Int }' },
  catalogue: {
    sdl: `
      interface Media @key(fields: "id") { id: ID! }
      type Book implements Media @key(fields: "id") { id: ID! }
      type Film implements Media @key(fields: "id") { id: ID! }`,
  },
  lists: { sdl: 'type Query { recent: [Media] } type Media @interfaceObject @key(fields: "id") { id: ID! }' },
  readers: { sdl: 'type Media @interfaceObject @key(fields: "id") { id: ID! readers: Int }' },
});

beforeEach(() => graph.reset());

function answerList(subgraph: string, field: string, typename: string): void {
  const list = Array.from({ length: 12_000 }, () => ({ __typename: typename, id: "1" }));
  graph.respondWith(subgraph, () => ({ data: { [field]: list }, isClean: true }));
}

function answerErrors(subgraph: string, field: string, count: number): void {
  const errors = Array.from({ length: count }, (_, index) => ({
    message: `error ${index}`,
    path: ["_entities", 0, field],
  }));
  graph.respondWith(subgraph, () => ({ data: { _entities: [{ [field]: null }] }, errors, isClean: true }));
}

describe("a thousand errors about one entity", () => {
  it("that thousands of objects wait for are told at as many places as there is room for", async () => {
    answerList("items", "items", "Item");
    answerErrors("ratings", "rating", 1_000);
    const { result, seconds } = await measureOwnSeconds(() => graph.ask("{ items { rating } }"));
    expect(seconds).toBeLessThan(FAR_TOO_LONG_SECONDS);
    const { data, errors } = result;
    expect(data).toEqual({ items: Array.from({ length: 12_000 }, () => ({ rating: null })) });
    expect(errors).toHaveLength(1_000);
    expect(errors[99]).toMatchObject({ message: "error 0", path: ["items", 99, "rating"] });
    expect(errors[100]).toMatchObject({ message: "error 1", path: ["items", 0, "rating"] });
  });

  it("are looked at once where nobody asked for the field", async () => {
    answerList("lists", "recent", "Media");
    answerErrors("readers", "readers", 1_000);
    graph.respondWith("catalogue", () => ({ data: { _entities: [{ __typename: "Book" }] }, isClean: true }));
    const { result, seconds } = await measureOwnSeconds(() => graph.ask("{ recent { id ... on Film { readers } } }"));
    expect(seconds).toBeLessThan(FAR_TOO_LONG_SECONDS);
    const { errors } = result;
    expect(errors).toEqual([]);
  });
});

it("finds the place of an error far below a null, of whatever types the objects between may be", async () => {
  const between = Array.from({ length: 8 }, () => "parent");
  const path = ["person", ...between, "id"];
  graph.respondWith("items", () => ({
    data: { person: null },
    errors: [{ message: "lost", path }],
    isClean: true,
  }));
  const { errors } = await graph.ask(
    `{ person ${between.map((name) => `{ ${name}`).join(" ")} { id } ${"}".repeat(between.length)} }`,
  );
  expect(errors).toMatchObject([{ message: "lost", path }]);
});
