import { expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";

/** Two seconds on a machine with nothing else to do; here other tests run beside. */
const LONGEST_MS = 6_000;
const MOST_BYTES = 1_000_000;

const stack = await startStack();
const token = await stack.signIn("reader");

const PAGE = `fragment Page on BookConnection { nodes { id title author createdAt commentCount
  comments(first: $comments) { nodes { id body createdAt updatedAt author { id username } book { id title } } } } }`;

/** `pages` times all the books of the demo data, each with its comments. */
function buildOperation(pages: number): string {
  const aliases = Array.from({ length: pages }, (_, index) => `a${index}: books(first: 24) { ...Page }`);
  return `query ($comments: Int!) { ${aliases.join(" ")} } ${PAGE}`;
}

/** The most comments with which the operation is still accepted. */
async function findMost(query: string): Promise<number> {
  let accepted = 0;
  let refused = 101;
  while (refused - accepted > 1) {
    const comments = Math.floor((accepted + refused) / 2);
    const { codes } = await stack.send(query, { token, variables: { comments } });
    if (codes.includes("COST_LIMIT_EXCEEDED")) refused = comments;
    else accepted = comments;
  }
  return accepted;
}

it.each([1, 2, 5, 10])(
  "the dearest accepted operation on %d lists of books is answered soon, and in little",
  async (pages) => {
    const query = buildOperation(pages);
    const comments = await findMost(query);
    const startedAt = performance.now();
    const { status, codes, body } = await stack.send(query, { token, variables: { comments } });
    expect({ status, codes }).toEqual({ status: 200, codes: [] });
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS);
    expect(body.length).toBeLessThan(MOST_BYTES);
    const refused = await stack.send(query, { token, variables: { comments: comments + 1 } });
    expect(refused).toMatchObject({ status: 400, codes: ["COST_LIMIT_EXCEEDED"] });
  },
);
