import type { FairStack } from "./fair-stack.ts";
import type { UsualOperation } from "./usual-clients.ts";

/** What readers of the demo's books send: one book, a page with comments, who they are. */
export async function findUsualReads(stack: FairStack): Promise<readonly UsualOperation[]> {
  const token = await stack.signIn("reader");
  const query = "{ books(first: 1) { nodes { id } } }";
  const { data } = await stack.send<{ books: { nodes: { id: string }[] } }>(query, { token });
  const variables = { id: data.books.nodes[0]?.id };
  return [
    { query: "query Book($id: ID!) { book(id: $id) { title author } }", variables },
    { query: "query Page { books(first: 5) { nodes { title commentCount } } }" },
    { query: "query Comments($id: ID!) { comments(bookId: $id, first: 5) { nodes { body } } }", variables },
  ];
}
