import { AddCommentDocument, ListBooksDocument, LoginDocument } from "../operations/generated/documents.ts";
import { send } from "./send-operation.ts";

// A client in TypeScript: signs in, pages through the books, comments on one, and handles a partial answer.
// Run it against a running stack: npm run example

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
