import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type AuthorizedGraph, signedIn, startAuthorizedGraph } from "./authorized-graph.ts";

let graph: AuthorizedGraph;
let done: string[];

beforeAll(async () => {
  graph = await startAuthorizedGraph({
    books: {
      typeDefs: `
        type Query { hello: String }
        type Mutation {
          addBook(title: String!): Book! @requiresScopes(scopes: [["books:write"]])
          rateBook(stars: Int): Book
          seal: Vault
          like: String!
        }
        type Book { title: String price: Int @authenticated tax(rate: Int): Int @authenticated }
        type Vault @authenticated { code: String }
      `,
      resolvers: {
        Mutation: {
          addBook: (_parent, { title }) => {
            done.push("addBook");
            return { title, price: 5 };
          },
          rateBook: () => {
            done.push("rateBook");
            return { title: "Rated", price: 5, tax: 1 };
          },
          like: () => {
            done.push("like");
            return "liked";
          },
          seal: () => {
            done.push("seal");
            return { code: "1" };
          },
        },
      },
    },
  });
});

beforeEach(() => {
  done = [];
});

afterAll(() => graph.stop());

const NOTHING_EXECUTED = "Nothing was executed, because another field of this mutation was refused.";

describe("A mutation with a refused root field", () => {
  it("executes nothing at all", async () => {
    const answer = await graph.ask('mutation { rateBook { title } addBook(title: "T") { title } seal { code } }');
    expect(done).toEqual([]);
    expect(answer).toMatchObject({ kind: "refused", refusal: "UNAUTHENTICATED", data: null, fetches: 0 });
    expect(answer.errors).toEqual([
      { path: "rateBook", code: "UNAUTHENTICATED", message: NOTHING_EXECUTED },
      { path: "addBook", code: "UNAUTHENTICATED", message: "Sign in to use Mutation.addBook." },
      { path: "seal", code: "UNAUTHENTICATED", message: "Sign in to use Mutation.seal." },
    ]);
  });

  it("is null in all its fields where they may be null", async () => {
    const answer = await graph.ask("mutation { rateBook { title } sealed: seal { code } }");
    expect(answer.data).toEqual({ rateBook: null, sealed: null });
    expect(done).toEqual([]);
  });

  it("is FORBIDDEN to a caller without the scope", async () => {
    const answer = await graph.ask('mutation { like addBook(title: "T") { title } }', { caller: signedIn() });
    expect(done).toEqual([]);
    expect(answer).toMatchObject({ kind: "refused", refusal: "FORBIDDEN" });
    expect(answer.errors).toEqual([
      { path: "like", code: "FORBIDDEN", message: NOTHING_EXECUTED },
      {
        path: "addBook",
        code: "FORBIDDEN",
        message: "Your access token does not grant what Mutation.addBook requires.",
      },
    ]);
  });

  it.each([
    ["an inline fragment", "mutation { like ... { seal { code } } }"],
    ["a fragment on Mutation", "mutation { like ... on Mutation { seal { code } } }"],
    ["a named fragment", "mutation { like ...F } fragment F on Mutation { ... { seal { code } } }"],
    ["an alias", "mutation { like other: seal { code } }"],
    ["an @include that is true", "mutation { like seal @include(if: true) { code } }"],
    ["an @skip that is false", "mutation { like ... @skip(if: false) { seal { code } } }"],
  ])("executes nothing although the field stands in %s", async (_where, source) => {
    const answer = await graph.ask(source);
    expect(answer).toMatchObject({ kind: "refused", fetches: 0 });
    expect(done).toEqual([]);
  });

  it("is executed by a caller who may use every root field", async () => {
    const answer = await graph.ask('mutation { like addBook(title: "T") { title price } seal { code } }', {
      caller: signedIn("books:write"),
    });
    expect(answer).toMatchObject({ kind: "allowed", errors: [] });
    expect(done).toEqual(["like", "addBook", "seal"]);
  });
});

describe("A refused root field that is left out", () => {
  it.each([
    ["mutation { like seal @skip(if: true) { code } }", {}],
    ["mutation ($no: Boolean!) { like seal @include(if: $no) { code } }", { no: false }],
    ["mutation ($no: Boolean = false) { like ... @include(if: $no) { seal { code } } }", {}],
    ["mutation ($yes: Boolean!) { like ...F @skip(if: $yes) } fragment F on Mutation { seal { code } }", { yes: true }],
  ])("does not hold the others up: %s", async (source, variables) => {
    const answer = await graph.ask(source, { variables });
    expect(answer).toMatchObject({ kind: "filtered", data: { like: "liked" }, errors: [] });
    expect(done).toEqual(["like"]);
  });

  it("leaves nothing to refuse when it was the only one", async () => {
    const answer = await graph.ask("mutation { seal @skip(if: true) { code } }");
    expect(answer).toMatchObject({ kind: "refused", refusal: null, data: {}, errors: [], fetches: 0 });
  });
});

describe("A refused field below a root field", () => {
  it("is null while the mutation is executed", async () => {
    const answer = await graph.ask("mutation { rateBook { title price } }");
    expect(done).toEqual(["rateBook"]);
    expect(answer).toMatchObject({
      kind: "filtered",
      data: { rateBook: { title: "Rated", price: null } },
      errors: [{ path: "rateBook.price", code: "UNAUTHENTICATED" }],
    });
  });

  it("does not let a mutation be executed whose answer would fail for its variables", async () => {
    const answer = await graph.ask("mutation ($rate: Int) { rateBook { title tax(rate: $rate) } }", {
      variables: { rate: "much" },
    });
    expect(done).toEqual([]);
    expect(answer).toMatchObject({ kind: "refused", refusal: null, fetches: 0 });
    expect(answer.errors[0]?.message).toContain('Variable "$rate" got invalid value "much"');
  });
});
