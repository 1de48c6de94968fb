import { ask, type Client, type Connection } from "./client.ts";
import { enterBook, type Ledger, nameEdition, type WrittenBook, writeBody } from "./ledger.ts";

const ADD_BOOK =
  "mutation AddBook($title: String!, $author: String!) { addBook(title: $title, author: $author) { id } }";
const UPDATE_BOOK = "mutation UpdateBook($id: ID!, $author: String!) { updateBook(id: $id, author: $author) { id } }";
const DELETE_BOOK = "mutation DeleteBook($id: ID!) { deleteBook(id: $id) }";
const ADD_COMMENT =
  "mutation AddComment($bookId: ID!, $body: String!) { addComment(bookId: $bookId, body: $body) { id } }";

/** Every so many books, one is deleted again. */
const DELETED_OF = 4;

interface Id {
  readonly id: string;
}

/** Writes a book, comments on it and on the book that all comment on, changes it, and deletes some. */
export async function writeOnce(connection: Connection, client: Client, ledger: Ledger, turn: number): Promise<void> {
  const book = await addBook(connection, client, ledger, `${turn} of ${client.username}`);
  if (book === null) return;
  await addComment(connection, client, ledger, book, "add a comment on a new book");
  const [popular] = ledger.books.values();
  if (popular !== undefined) await addComment(connection, client, ledger, popular, "add a comment");
  await updateBook(connection, client, book);
  if (turn % DELETED_OF === DELETED_OF - 1) await deleteBook(connection, client, book);
}

/** Adds a book. @returns null when that was not acknowledged */
export async function addBook(
  connection: Connection,
  { token }: Client,
  ledger: Ledger,
  title: string,
): Promise<WrittenBook | null> {
  const variables = { title, author: nameEdition(1) };
  const asked = { operation: "add a book", query: ADD_BOOK, variables, token };
  const { data } = await ask<{ addBook: Id }>(connection, asked);
  return data === null ? null : enterBook(ledger, data.addBook.id, title);
}

async function addComment(
  connection: Connection,
  { token, username }: Client,
  ledger: Ledger,
  book: WrittenBook,
  operation: string,
): Promise<void> {
  const { id: bookId } = book;
  const body = writeBody(username, bookId);
  book.sentComments += 1;
  const { data } = await ask<{ addComment: Id }>(connection, {
    operation,
    query: ADD_COMMENT,
    variables: { bookId, body },
    token,
  });
  if (data === null) return;
  book.acknowledgedComments += 1;
  ledger.comments.push({ id: data.addComment.id, bookId, body });
}

async function updateBook(connection: Connection, { token }: Client, book: WrittenBook): Promise<void> {
  book.sentEdition += 1;
  const variables = { id: book.id, author: nameEdition(book.sentEdition) };
  const { data } = await ask(connection, { operation: "update a book", query: UPDATE_BOOK, variables, token });
  if (data !== null) book.acknowledgedEdition = book.sentEdition;
}

async function deleteBook(connection: Connection, { token }: Client, book: WrittenBook): Promise<void> {
  book.deletion = "sent";
  const variables = { id: book.id };
  const { data } = await ask(connection, { operation: "delete a book", query: DELETE_BOOK, variables, token });
  if (data !== null) book.deletion = "acknowledged";
}
