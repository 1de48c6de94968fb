import pg from "pg";

/** What the databases hold, read beside the processes. */
export interface DatabaseContents {
  readonly books: ReadonlyMap<string, { readonly title: string; readonly author: string }>;
  readonly comments: ReadonlyMap<string, { readonly bookId: string; readonly body: string }>;
  /** Oldest first. */
  readonly bookEvents: readonly LoggedEvent[];
  readonly commentEvents: readonly LoggedEvent[];
  /** The books that comments knows. */
  readonly knownBooks: ReadonlySet<string>;
  /** Kept counts that differ from their rows, one text for each. */
  readonly wrongCounts: readonly string[];
}

/** An event of something added. */
export interface LoggedEvent {
  readonly cursor: string;
  readonly id: string;
  readonly bookId: string;
}

/** Reads all that the subgraphs keep on the server at `url`. */
export async function readDatabases(url: string): Promise<DatabaseContents> {
  const client = new pg.Client({ connectionString: `${url}postgres` });
  await client.connect();
  try {
    return await readAll(client);
  } finally {
    await client.end();
  }
}

async function readAll(client: pg.Client): Promise<DatabaseContents> {
  const read = async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows;
  const books = await read<{ id: string; title: string; author: string }>('SELECT * FROM books."Book"');
  const comments = await read<{ id: string; bookId: string; body: string }>('SELECT * FROM comments."Comment"');
  const cursor = `"position" || '-' || "mark" AS "cursor"`;
  const bookEvents = await read<LoggedEvent>(
    `SELECT ${cursor}, "bookId" AS "id", "bookId" FROM books."BookEvent" WHERE "type" = 'BookAdded' ORDER BY "position"`,
  );
  const commentEvents = await read<LoggedEvent>(
    `SELECT ${cursor}, "commentId" AS "id", "bookId" FROM comments."CommentEvent" ORDER BY "position"`,
  );
  const known = await read<{ id: string }>('SELECT "id" FROM comments."KnownBook"');
  const wrong = [
    ...(await read('SELECT * FROM books."WrongCount"')),
    ...(await read('SELECT * FROM comments."WrongCount"')),
  ];
  return {
    books: new Map(books.map((book) => [book.id, book])),
    comments: new Map(comments.map((comment) => [comment.id, comment])),
    bookEvents,
    commentEvents,
    knownBooks: new Set(known.map(({ id }) => id)),
    wrongCounts: wrong.map((row) => `a count is wrong: ${JSON.stringify(row)}`),
  };
}
