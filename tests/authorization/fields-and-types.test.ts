import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type AuthorizedGraph, signedIn, startAuthorizedGraph } from "./authorized-graph.ts";

let graph: AuthorizedGraph;

beforeAll(async () => {
  graph = await startAuthorizedGraph({
    library: {
      typeDefs: `
        type Query {
          books: BookConnection! @authenticated
          me: Account @authenticated
          featured: Book
          shelf: [Book]
          vault: Vault
          hello: String!
        }
        type BookConnection { nodes: [Book!]! }
        type Book @key(fields: "id") {
          id: ID!
          title: String
          price: Money
          state: State
          cost: Int @requiresScopes(scopes: [["books:cost"]])
          related: Book
        }
        type Account { id: ID! email: String }
        type Vault @authenticated { code: String door: Door }
        type Door { colour: String }
        scalar Money @authenticated
        enum State @requiresScopes(scopes: [["books:state"]]) { NEW OLD }
      `,
      resolvers: {
        Query: {
          books: () => ({ nodes: [book("1")] }),
          me: () => ({ id: "u1", email: "a@example.com" }),
          featured: () => book("1"),
          shelf: () => [book("1"), null, book("2")],
          vault: () => ({ code: "1234", door: { colour: "red" } }),
          hello: () => "hello",
        },
      },
    },
    reviews: {
      typeDefs: `
        type Book @key(fields: "id") { id: ID! reviews: [Review!] }
        type Review { text: String author: Reviewer }
        type Reviewer { name: String phone: String @authenticated }
      `,
      resolvers: {
        Book: { reviews: () => [{ text: "good", author: { name: "Ann", phone: "555" } }] },
      },
    },
  });
});

afterAll(() => graph.stop());

function book(id: string): Record<string, unknown> {
  const related = () => ({ id: "9", title: "Title 9", cost: 9 });
  return { id, title: `Title ${id}`, price: "12 EUR", state: "NEW", cost: 7, related };
}

describe("An operation nobody may have a part of", () => {
  it("fetches nothing and answers UNAUTHENTICATED without a token", async () => {
    const answer = await graph.ask("{ books { nodes { id } } me { id } }");
    expect(answer).toMatchObject({ kind: "refused", refusal: "UNAUTHENTICATED", data: null, fetches: 0 });
    expect(answer.errors).toEqual([
      { path: "books", code: "UNAUTHENTICATED", message: "Sign in to use Query.books." },
      { path: "me", code: "UNAUTHENTICATED", message: "Sign in to use Query.me." },
    ]);
  });
});

describe("An operation a caller may have all of", () => {
  it("is executed as it was sent", async () => {
    const answer = await graph.ask("{ me { email } featured { cost } }", { caller: signedIn("books:cost") });
    expect(answer).toMatchObject({
      kind: "allowed",
      data: { me: { email: "a@example.com" }, featured: { cost: 7 } },
      errors: [],
    });
  });

  it("needs no token when it touches no rule", async () => {
    expect(await graph.ask("{ hello featured { title } }")).toMatchObject({ kind: "allowed", errors: [] });
  });
});

describe("A mixed operation", () => {
  it("answers null with an error for a refused field and executes the rest", async () => {
    const answer = await graph.ask("{ hello me { id } featured { title } }");
    expect(answer).toMatchObject({
      kind: "filtered",
      refusal: null,
      data: { hello: "hello", me: null, featured: { title: "Title 1" } },
      errors: [{ path: "me", code: "UNAUTHENTICATED" }],
    });
    expect(answer.executed).not.toContain("me");
  });

  it("answers FORBIDDEN to a caller whose token is not enough", async () => {
    const answer = await graph.ask("{ featured { cost } }", { caller: signedIn("books:state") });
    expect(answer.data).toEqual({ featured: { cost: null } });
    expect(answer.errors).toEqual([
      {
        path: "featured.cost",
        code: "FORBIDDEN",
        message: "Your access token does not grant what Book.cost requires.",
      },
    ]);
  });

  it("names refused fields by their aliases in paths and by their coordinates in messages", async () => {
    const answer = await graph.ask("{ hello mine: me { key: id } first: featured { id: title price: cost } }");
    expect(answer.data).toEqual({ hello: "hello", mine: null, first: { id: "Title 1", price: null } });
    expect(answer.errors).toEqual([
      { path: "mine", code: "UNAUTHENTICATED", message: "Sign in to use Query.me." },
      { path: "first.price", code: "UNAUTHENTICATED", message: "Sign in to use Book.cost." },
    ]);
  });

  it("gives an allowed field that is aliased to a refused field's name", async () => {
    const answer = await graph.ask("{ featured { cost: title } }");
    expect(answer).toMatchObject({ kind: "allowed", data: { featured: { cost: "Title 1" } } });
  });

  it("keeps fields in the order the client asked for", async () => {
    const answer = await graph.ask("{ me { id } hello featured { cost title } }");
    expect(JSON.stringify(answer.data)).toBe('{"me":null,"hello":"hello","featured":{"cost":null,"title":"Title 1"}}');
  });

  it("reports each place in a list, and none where there is no object", async () => {
    const answer = await graph.ask("{ shelf { cost } }");
    expect(answer.data).toEqual({ shelf: [{ cost: null }, null, { cost: null }] });
    expect(answer.errors.map(({ path }) => path)).toEqual(["shelf.0.cost", "shelf.2.cost"]);
  });

  it("refuses deep inside another subgraph's part", async () => {
    const answer = await graph.ask("{ featured { reviews { text author { name phone } } related { cost } } }");
    expect(answer.data).toEqual({
      featured: {
        reviews: [{ text: "good", author: { name: "Ann", phone: null } }],
        related: { cost: null },
      },
    });
    expect(answer.errors.map(({ path }) => path)).toEqual(["featured.reviews.0.author.phone", "featured.related.cost"]);
  });
});

describe("A rule on a type", () => {
  it("refuses every field that returns an object of the type", async () => {
    const answer = await graph.ask("{ hello vault { door { colour } } }");
    expect(answer).toMatchObject({
      data: { hello: "hello", vault: null },
      errors: [{ path: "vault", code: "UNAUTHENTICATED", message: "Sign in to use Query.vault." }],
    });
  });

  it.each([
    ["a scalar", "price", undefined, "UNAUTHENTICATED"],
    ["an enum", "state", undefined, "UNAUTHENTICATED"],
    ["an enum", "state", signedIn(), "FORBIDDEN"],
  ])("refuses fields that return %s with a rule", async (_kind, field, caller, code) => {
    const answer = await graph.ask(`{ featured { title ${field} } }`, { caller: caller ?? null });
    expect(answer).toMatchObject({
      data: { featured: { title: "Title 1", [field]: null } },
      errors: [{ path: `featured.${field}`, code }],
    });
  });

  it("lets values through to a caller who satisfies it", async () => {
    const answer = await graph.ask("{ featured { price state } vault { code } }", {
      caller: signedIn("books:state"),
    });
    expect(answer.data).toEqual({ featured: { price: "12 EUR", state: "NEW" }, vault: { code: "1234" } });
  });
});
