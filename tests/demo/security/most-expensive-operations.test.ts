import { describe, expect, it } from "@jest/globals";
import type { Answer } from "../../support/graphql-client.ts";
import { measureServerSeconds } from "../../support/server-processor-time.ts";
import { startDemoStack } from "../support/demo-stack.ts";

const stack = await startDemoStack();
const token = await stack.signIn("editor");

const MAXIMUM_SECONDS = 2;
const MAXIMUM_BYTES = 1024 * 1024;

/** The demo's book with most comments, 28; their authors have ten comments or more. */
const BOOK = await findMostCommentedBook();

async function findMostCommentedBook(): Promise<string> {
  const query = "{ books(first: 100) { nodes { id commentCount } } }";
  const { data } = await stack.send<{ books: { nodes: { id: string; commentCount: number }[] } }>(query, {
    token,
  });
  const [first] = data.books.nodes.sort((one, other) => other.commentCount - one.commentCount);
  return first?.id ?? "";
}

/** `field` under `count` names, each as long as a name may be. */
function repeat(count: number, field: string): string {
  return Array.from({ length: count }, (_, index) => `${`a${index}`.padEnd(100, "_")}: ${field}`).join(" ");
}

/** To and fro between comments and their authors and books; each of the last lists has `size` comments. */
function nest(levels: number, size: number): string {
  if (levels === 0) return "id body";
  const page = `comments(first: ${levels === 1 ? size : 1}) { nodes { ${nest(levels - 1, size)} } }`;
  return `id body author { username createdAt ${page} } book { title commentCount ${page} }`;
}

function searchAll(name: string, size: number): string {
  return `${name}: books(first: 24, search: "e") { totalCount nodes {
    id title author commentCount comments(first: ${size}) { totalCount nodes { body } } } }`;
}

/**
 * What came out of searching, by hand and at random, for large and slow answers: each is accepted with `size`, and
 * costs too much with one more.
 */
const OPERATIONS: [what: string, size: number, build: (size: number) => string][] = [
  [
    "the longest names for the longest values, in full lists of full lists",
    17,
    (size) => `{ comments(bookId: "${BOOK}", first: 28) { nodes { author { comments(first: 10) {
      edges { ${repeat(size, "cursor")} } } } } } }`,
  ],
  [
    "all of a book's comments for each of its comments",
    6,
    (size) => `{ comments(bookId: "${BOOK}", first: 28) { nodes { book { comments(first: 28) {
      nodes { ${repeat(size, "body")} } } } } } }`,
  ],
  [
    "twelve levels to and fro between all subgraphs",
    5,
    (size) => `{ comments(bookId: "${BOOK}", first: 28) { nodes { ${nest(3, size)} } } }`,
  ],
  [
    "four searches that find everything",
    20,
    (size) => `{ ${Array.from({ length: 4 }, (_, index) => searchAll(`b${index}`, size)).join(" ")} }`,
  ],
  [
    "thirty lists for each of many authors",
    1,
    (size) => `{ comments(bookId: "${BOOK}", first: 28) { nodes { author {
      ${repeat(30, `comments(first: ${size}) { nodes { book { title } } }`)} } } } }`,
  ],
];

/** The best of three, of what all processes compute: what else the machine does is not the operation's fault. */
async function sendThrice(query: string): Promise<{ answer: Answer<unknown>; seconds: number }> {
  const first = await send(query);
  const others = [await send(query), await send(query)];
  return { answer: first.answer, seconds: Math.min(first.seconds, ...others.map(({ seconds }) => seconds)) };
}

async function send(query: string): Promise<{ answer: Answer<unknown>; seconds: number }> {
  const { result, seconds } = await measureServerSeconds([stack.router, ...stack.subgraphs], () =>
    stack.send<unknown>(query, { token }),
  );
  return { answer: result, seconds };
}

describe("the most expensive operation that is still accepted is answered within 2 s and 1 MB", () => {
  it.each(OPERATIONS)("%s", async (_what, size, build) => {
    const { answer, seconds } = await sendThrice(build(size));
    expect(answer).toMatchObject({ status: 200, codes: [] });
    expect(Buffer.byteLength(answer.body)).toBeLessThan(MAXIMUM_BYTES);
    expect(seconds).toBeLessThan(MAXIMUM_SECONDS);
    expect((await stack.send(build(size + 1), { token })).codes).toEqual(["COST_LIMIT_EXCEEDED"]);
  });
});
