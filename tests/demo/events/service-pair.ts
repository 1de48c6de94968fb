import { createRsaSigner } from "../../support/access-tokens.ts";
import { createSubgraphCaller, type TestCaller } from "../../support/caller.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { startKeyPublisher } from "../../support/key-publisher.ts";
import { startProcess, type TestProcess, type Variables } from "../../support/process.ts";

/** Books as it runs by itself, without the demo data. */
export interface BooksAlone {
  readonly books: TestProcess;
  /** May change books and moderate comments, and calls books. */
  readonly librarian: TestCaller;
  readonly dataFolder: string;
  /** What comments needs to accept the same tokens. */
  readonly variables: Variables;
  readonly token: string;
}

/** Books, and comments that follows it: nobody else is needed for what is between them. */
export interface ServicePair extends BooksAlone {
  readonly comments: TestProcess;
  /** The librarian, who calls comments. */
  readonly commenter: TestCaller;
}

/** Starts books; it is stopped after the file's tests. */
export async function startBooks({
  DATA_DIR: dataFolder = createDataFolder(),
  ...given
}: Variables = {}): Promise<BooksAlone> {
  const signer = createRsaSigner();
  const publisher = await startKeyPublisher([signer.jwk]);
  const variables = { DATA_DIR: dataFolder, SEED_DEMO: "0", JWKS_URL: publisher.url, ...given };
  const token = signer.sign({ claims: { sub: "librarian", scope: "books:write comments:moderate" } });
  const books = await startProcess("subgraphs/books/main", variables);
  return { books, librarian: createSubgraphCaller(books.url, token), dataFolder, variables, token };
}

/** Starts both; `given` goes to each of them. They are stopped after the file's tests. */
export async function startPair(given: Variables = {}): Promise<ServicePair> {
  const alone = await startBooks(given);
  const comments = await startProcess("subgraphs/comments/main", {
    ...alone.variables,
    BOOKS_URL: `${alone.books.url}/graphql`,
  });
  return { ...alone, comments, commenter: createSubgraphCaller(comments.url, alone.token) };
}
