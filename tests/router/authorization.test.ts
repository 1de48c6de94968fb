import { describe, expect, it } from "@jest/globals";
import type { Answer } from "../support/graphql-client.ts";
import { findAsked } from "../support/request-log.ts";
import { startStack } from "../support/stack.ts";

const stack = await startStack();
const reader = await stack.signIn("reader");
const editor = await stack.signIn("editor");

interface Items {
  items: { totalCount: number; nodes: { id: string; noteCount: number }[] };
}

/** The subgraphs that were asked anything for the request of `answer`. */
function findAskedFor({ headers }: Answer<unknown>): Promise<string[]> {
  return findAsked(stack.subgraphs, headers.get("x-request-id"));
}

async function countEverything(): Promise<{ items: number; notes: number[] }> {
  const query = "{ items(first: 100) { totalCount nodes { id noteCount } } }";
  const { data } = await stack.send<Items>(query, { token: reader });
  const { totalCount, nodes } = data.items;
  return { items: totalCount, notes: nodes.map(({ noteCount }) => noteCount) };
}

async function findSomeItemId(): Promise<string> {
  const { data } = await stack.send<Items>("{ items(first: 1) { nodes { id } } }", { token: reader });
  return data.items.nodes[0]?.id ?? "";
}

describe("without a token", () => {
  it("refuses protected fields with 401 and fetches nothing", async () => {
    const answer = await stack.send("{ items { nodes { id } } me { id } }");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(new Set(answer.codes)).toEqual(new Set(["UNAUTHENTICATED"]));
    expect(await findAskedFor(answer)).toEqual([]);
  });

  it.each([
    ["an alias", "{ mine: me { id } }"],
    ["an alias that is the name of a public field", "{ __typename: me { id } }"],
    ["an inline fragment", "{ ... on Query { me { id } } }"],
    ["a named fragment", "query { ...All } fragment All on Query { ... { me { id } } }"],
    ["a directive that keeps it", "query ($yes: Boolean = true) { me @include(if: $yes) { id } }"],
    ["a public field beside it", "{ __typename me { id } }"],
  ])("is not tricked by %s", async (_trick, query) => {
    const answer = await stack.send<{ me?: unknown; mine?: unknown } | null>(query);
    expect(answer.codes).toContain("UNAUTHENTICATED");
    expect(Object.values(answer.data ?? {}).filter((value) => typeof value === "object" && value !== null)).toEqual([]);
    expect(await findAskedFor(answer)).toEqual([]);
  });

  it("serves public fields", async () => {
    const login = `mutation { login(username: "reader", password: "reader-demo") { user { username } } }`;
    const { status, data, errors } = await stack.send(login);
    expect({ status, data, errors }).toEqual({
      status: 200,
      data: { login: { user: { username: "reader" } } },
      errors: undefined,
    });
  });

  it("executes nothing of a mutation with a forbidden field beside a sign-in", async () => {
    const answer = await stack.send(`mutation {
      login(username: "reader", password: "reader-demo") { accessToken } addNote(itemId: "1", body: "Hi") { id } }`);
    expect(answer).toMatchObject({ status: 401, data: undefined });
    expect(await findAskedFor(answer)).toEqual([]);
  });

  it("names every refused path", async () => {
    const { errors } = await stack.send(`{ a: me { id } b: item(id: "1") { id } }`);
    expect(errors?.map(({ path }) => path)).toEqual([["a"], ["b"]]);
  });
});

describe("with a token that is not enough", () => {
  it("refuses a mutation with 403 and fetches nothing", async () => {
    const before = await countEverything();
    const mutation = `mutation { addItem(title: "Mine", maker: "Me") { id } }`;
    const answer = await stack.send(mutation, { token: reader });
    expect(answer).toMatchObject({ status: 403, codes: ["FORBIDDEN"], data: undefined });
    expect(await findAskedFor(answer)).toEqual([]);
    expect(await countEverything()).toEqual(before);
  });

  it.each([
    ["before", `addNote(itemId: $id, body: "Hi") { id } addItem(title: "Mine", maker: "Me") { id }`],
    ["after", `addItem(title: "Mine", maker: "Me") { id } addNote(itemId: $id, body: "Hi") { id }`],
    ["in a fragment", `addNote(itemId: $id, body: "Hi") { id } ...M`],
  ])("executes nothing of a mutation with an allowed field %s the forbidden one", async (_where, selection) => {
    const before = await countEverything();
    const fragment = selection.includes("...M") ? "fragment M on Mutation { b: deleteItem(id: $id) }" : "";
    const answer = await stack.send(`mutation ($id: ID!) { ${selection} } ${fragment}`, {
      token: reader,
      variables: { id: await findSomeItemId() },
    });
    expect(answer.status).toBe(403);
    expect(answer.codes).toContain("FORBIDDEN");
    expect(await findAskedFor(answer)).toEqual([]);
    expect(await countEverything()).toEqual(before);
  });
});

describe("with a token that is enough", () => {
  it("executes the mutation", async () => {
    const before = await countEverything();
    const mutation = `mutation { addItem(title: "Emma", maker: "Jane Austen") { title } }`;
    const answer = await stack.send(mutation, { token: editor });
    expect(answer).toMatchObject({ status: 200, data: { addItem: { title: "Emma" } }, codes: [] });
    expect(await findAskedFor(answer)).toEqual(["items"]);
    expect((await countEverything()).items).toBe(before.items + 1);
  });
});

it("describes the whole schema in development, also to callers without a token", async () => {
  const { status, data } = await stack.send<{ __schema: { mutationType: { fields: { name: string }[] } } }>(
    "{ __schema { mutationType { fields { name } } } }",
  );
  expect(status).toBe(200);
  expect(data.__schema.mutationType.fields.map(({ name }) => name)).toContain("addItem");
});
