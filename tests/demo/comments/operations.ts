import type { TestCaller } from "../../support/caller.ts";
import { type Connection, type PageArguments, selectConnection } from "../../support/connection.ts";
import type { Answer } from "../../support/graphql-client.ts";

export interface Comment {
  readonly id: string;
  readonly body: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const COMMENT = "id body createdAt updatedAt";

export function listComments(
  caller: TestCaller,
  bookId: string,
  page: PageArguments = {},
): Promise<Answer<{ comments: Connection<Comment> | null } | null>> {
  return caller.send(
    `query Comments($bookId: ID!, $first: Int! = 20, $after: String) {
      comments(bookId: $bookId, first: $first, after: $after) { ${selectConnection(COMMENT)} }
    }`,
    { bookId, ...page },
  );
}

export function findComment(caller: TestCaller, id: string): Promise<Answer<{ comment: Comment | null }>> {
  return caller.send(`query Comment($id: ID!) { comment(id: $id) { ${COMMENT} } }`, { id });
}

export function addComment(
  caller: TestCaller,
  input: { readonly bookId: string; readonly body: string },
): Promise<Answer<{ addComment: Comment } | null>> {
  return caller.send(
    `mutation AddComment($bookId: ID!, $body: String!) {
      addComment(bookId: $bookId, body: $body) { ${COMMENT} }
    }`,
    input,
  );
}

export function updateComment(
  caller: TestCaller,
  id: string,
  body: string,
): Promise<Answer<{ updateComment: Comment } | null>> {
  return caller.send(
    `mutation UpdateComment($id: ID!, $body: String!) { updateComment(id: $id, body: $body) { ${COMMENT} } }`,
    { id, body },
  );
}

export function deleteComment(caller: TestCaller, id: string): Promise<Answer<{ deleteComment: string } | null>> {
  return caller.send("mutation DeleteComment($id: ID!) { deleteComment(id: $id) }", { id });
}

/** Adds a comment that the test needs. @throws when that fails */
export async function createComment(caller: TestCaller, bookId: string, body: string): Promise<Comment> {
  const { data, errors } = await addComment(caller, { bookId, body });
  if (data === null) throw new Error(`the comment was refused: ${JSON.stringify(errors)}`);
  return data.addComment;
}

/** One page of the comments on a book. @throws when it is refused */
export async function readComments(
  caller: TestCaller,
  bookId: string,
  page?: PageArguments,
): Promise<Connection<Comment>> {
  const { data, errors } = await listComments(caller, bookId, page);
  if (!data?.comments) throw new Error(`the page was refused: ${JSON.stringify(errors)}`);
  return data.comments;
}
