import { ask, type Client, type Connection } from "./client.ts";
import { type Ledger, nameEdition, type WrittenBook, writeBody } from "./ledger.ts";

/** What a reader selects of a book: fields of all three subgraphs. */
interface ReadBook {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly commentCount: number | null;
  readonly comments: { readonly nodes: readonly ReadComment[] } | null;
}

interface ReadComment {
  readonly body: string;
  readonly author: { readonly username: string } | null;
  readonly book: { readonly id: string; readonly title: string } | null;
}

const READ_BOOK = `query ReadBook($id: ID!) { book(id: $id) { id title author commentCount
  comments(first: 5) { nodes { body author { username } book { id title } } } } }`;

const READ_LIST = "query ReadList { books(first: 10) { nodes { id title author commentCount } } }";

/** Reads a book that was written, or a list of books, and notes whatever is not as it was written. */
export async function readOnce(connection: Connection, client: Client, ledger: Ledger, turn: number): Promise<void> {
  const book = ledger.pickBook();
  if (turn % 3 === 0 || book === null) return readList(connection, client, ledger);
  const before = { ...book };
  const { data } = await ask<{ book: ReadBook | null }>(connection, {
    operation: "read a book",
    query: READ_BOOK,
    variables: { id: book.id },
    token: client.token,
    mayBeNull: () => book.deletion !== "none",
  });
  if (book.deletion !== "none" || !data?.book) return;
  for (const wrong of findWrong(data.book, before, book)) connection.traffic.wrong.push(wrong);
}

async function readList(connection: Connection, client: Client, ledger: Ledger): Promise<void> {
  const { data } = await ask<{ books: { nodes: readonly ReadBook[] } | null }>(connection, {
    operation: "read a list",
    query: READ_LIST,
    token: client.token,
  });
  for (const { id, title } of data?.books?.nodes ?? []) {
    const written = ledger.books.get(id);
    if (written !== undefined && written.title !== title) {
      connection.traffic.wrong.push(`the list has ${title} for ${written.title}`);
    }
  }
}

/** What differs from what was acknowledged before the request, and from what was sent before its answer. */
function findWrong(read: ReadBook, before: WrittenBook, after: WrittenBook): string[] {
  const wrong: string[] = [];
  const expect = (isSo: boolean, what: string) => {
    if (!isSo) wrong.push(`${what} of ${JSON.stringify(read)}, written ${JSON.stringify(after)}`);
  };
  const isBetween = (value: number, least: number, most: number) => value >= least && value <= most;
  expect(read.id === after.id && read.title === after.title, "id and title");
  const edition = Number(read.author.split(" ")[1]);
  expect(read.author === nameEdition(edition), "the author");
  expect(isBetween(edition, before.acknowledgedEdition, after.sentEdition), "the edition");
  const { commentCount: count } = read;
  expect(count === null || isBetween(count, before.acknowledgedComments, after.sentComments), "the count of comments");
  for (const { body, author, book } of read.comments?.nodes ?? []) {
    expect(author === null || body === writeBody(author.username, after.id), "the author of a comment");
    expect(book === null || (book.id === after.id && book.title === after.title), "the book of a comment");
  }
  return wrong;
}
