import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type GraphQLFormattedError, print } from "graphql";
import { AddCommentDocument, ListBooksDocument, LoginDocument } from "../operations/generated/documents.ts";

// A client in TypeScript: signs in, pages through the books, comments on one, and handles a partial answer.
// Run it against a running stack: npm run example

const url = process.argv[2] ?? `http://127.0.0.1:${process.env.PORT || 4000}/graphql`;

type Answer<Data> = { data?: Data | null; errors?: GraphQLFormattedError[] };

async function send<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  token?: string,
): Promise<Data> {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const body = JSON.stringify({ query: print(document), variables });
  const response = await fetch(url, { method: "POST", headers, body }).catch(() => {
    throw new Error(`${url} cannot be reached: is the stack running (npm start)?`);
  });
  const answer = (await response.json().catch(() => {
    throw new Error(`${url} is no GraphQL endpoint: it answered ${response.status} without JSON`);
  })) as Answer<Data>;
  // A part may be missing while the rest is good: say which, and go on with what there is.
  for (const { path, message } of answer.errors ?? []) process.stderr.write(`${path?.join(".")}: ${message}\n`);
  if (!answer.data) throw new Error("the operation gave no data");
  return answer.data;
}

async function run(): Promise<void> {
  const { login } = await send(LoginDocument, { username: "reader", password: "reader-demo" });
  let after: string | null | undefined;
  do {
    const { books } = await send(ListBooksDocument, { first: 10, after }, login.accessToken);
    if (books === null) throw new Error("there are no books to be had just now");
    for (const { title, author } of books.nodes) process.stdout.write(`${title} – ${author}\n`);
    after = books.pageInfo.hasNextPage ? books.pageInfo.endCursor : null;
    const [book] = books.nodes;
    if (!after && book) {
      const { addComment } = await send(AddCommentDocument, { bookId: book.id, body: "Next!" }, login.accessToken);
      process.stdout.write(`"${addComment.body}" on ${addComment.book?.title ?? "a book that cannot be shown now"}\n`);
    }
  } while (after);
}

try {
  await run();
} catch (error) {
  process.stderr.write(`npm run example: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
