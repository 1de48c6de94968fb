import type { TestCaller } from "../../support/caller.ts";
import { type Connection, type PageArguments, selectConnection } from "../../support/connection.ts";
import type { Answer } from "../../support/graphql-client.ts";

export interface Book {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly createdAt: string;
}

const BOOK = "id title author createdAt";

export function listBooks(
  caller: TestCaller,
  { first, after, search }: PageArguments & { readonly search?: string | null } = {},
): Promise<Answer<{ books: Connection<Book> } | null>> {
  return caller.send(
    `query Books($first: Int! = 20, $after: String, $search: String) {
      books(first: $first, after: $after, search: $search) { ${selectConnection(BOOK)} }
    }`,
    { first, after, search },
  );
}

export function findBook(caller: TestCaller, id: string): Promise<Answer<{ book: Book | null }>> {
  return caller.send(`query Book($id: ID!) { book(id: $id) { ${BOOK} } }`, { id });
}

export function addBook(
  caller: TestCaller,
  input: { readonly title: string; readonly author: string },
): Promise<Answer<{ addBook: Book } | null>> {
  return caller.send(
    `mutation AddBook($title: String!, $author: String!) { addBook(title: $title, author: $author) { ${BOOK} } }`,
    input,
  );
}

export function updateBook(
  caller: TestCaller,
  change: { readonly id: string; readonly title?: string | null; readonly author?: string | null },
): Promise<Answer<{ updateBook: Book } | null>> {
  return caller.send(
    `mutation UpdateBook($id: ID!, $title: String, $author: String) {
      updateBook(id: $id, title: $title, author: $author) { ${BOOK} }
    }`,
    change,
  );
}

export function deleteBook(caller: TestCaller, id: string): Promise<Answer<{ deleteBook: string } | null>> {
  return caller.send("mutation DeleteBook($id: ID!) { deleteBook(id: $id) }", { id });
}

/** Adds a book that the test needs. @throws when that fails */
export async function createBook(caller: TestCaller, title: string, author = "Nobody"): Promise<Book> {
  const { data, errors } = await addBook(caller, { title, author });
  if (data === null) throw new Error(`the book was refused: ${JSON.stringify(errors)}`);
  return data.addBook;
}

/** One page of the catalogue. @throws when it is refused */
export async function readBooks(caller: TestCaller, page?: Parameters<typeof listBooks>[1]): Promise<Connection<Book>> {
  const { data, errors } = await listBooks(caller, page);
  if (data === null) throw new Error(`the page was refused: ${JSON.stringify(errors)}`);
  return data.books;
}
