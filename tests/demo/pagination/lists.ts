import type { TestCaller } from "../../support/caller.ts";
import { type Connection, type PageArguments, selectConnection } from "../../support/connection.ts";
import type { Answer } from "../../support/graphql-client.ts";

/** What is answered to whoever asks for a page: at the root, or below the book or user that the list belongs to. */
interface ListData {
  readonly list?: Page | null;
  readonly owner?: { readonly list: Page | null } | null;
}

export type Page = Connection<{ readonly id: string }>;

/** A paginated field of the graph. Those of a book are asked of the book `bookId`, those of a user of the caller. */
export interface List {
  /** What items its cursors are for. */
  readonly kind: "book" | "comment";
  readonly query: string;
}

const VARIABLES = "$first: Int! = 20, $after: String";
const PAGE = "first: $first, after: $after";
const FIELDS = `{ ${selectConnection("id")} }`;

/** Every paginated field of the graph, its name first. */
export const LISTS: readonly (readonly [name: string, list: List])[] = [
  ["books", { kind: "book", query: `query (${VARIABLES}) { list: books(${PAGE}) ${FIELDS} }` }],
  [
    "comments",
    {
      kind: "comment",
      query: `query ($bookId: ID!, ${VARIABLES}) { list: comments(bookId: $bookId, ${PAGE}) ${FIELDS} }`,
    },
  ],
  [
    "Book.comments",
    {
      kind: "comment",
      query: `query ($bookId: ID!, ${VARIABLES}) { owner: book(id: $bookId) { list: comments(${PAGE}) ${FIELDS} } }`,
    },
  ],
  [
    "User.comments",
    { kind: "comment", query: `query (${VARIABLES}) { owner: me { list: comments(${PAGE}) ${FIELDS} } }` },
  ],
];

/** Asks for one page of `list`. */
export function askForPage(
  caller: TestCaller,
  list: List,
  bookId: string,
  page: PageArguments = {},
): Promise<Answer<ListData | null>> {
  return caller.send(list.query, { bookId, ...page });
}

/** One page of `list`. @throws when it is refused */
export async function readPage(...request: Parameters<typeof askForPage>): Promise<Page> {
  const { data, errors } = await askForPage(...request);
  const page = data?.list ?? data?.owner?.list;
  if (!page) throw new Error(`the page was refused: ${JSON.stringify(errors)}`);
  return page;
}
