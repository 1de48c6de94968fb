import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createDatabaseAdapter } from "../../../subgraphs/shared/database/adapter.ts";
import { migrateDatabase } from "../../../subgraphs/shared/database/migrate-database.ts";
import { readTables } from "../../data/database-file.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { UNKNOWN_ID } from "../../support/odd-ids.ts";
import { createComment, readComments } from "../comments/operations.ts";
import { waitUntilFollowed } from "../support/book-feed.ts";
import { readContents, readWrongCounts } from "./databases.ts";
import { startPair } from "./service-pair.ts";

const BOOK_ID = "019b8d62-7a80-7001-8000-000000000001";
const ANOTHER_ID = "019b8d62-7a80-7001-8000-000000000002";

/** Writes a database as it was before its migration `*_<change>`, and lets `script` fill it. */
async function writeOldDatabase(dataFolder: string, name: string, change: string, script: string) {
  const migrations = join(createDataFolder(), "migrations");
  cpSync(join("prisma", name, "migrations"), migrations, {
    recursive: true,
    filter: (source) => !isSince(source, join("prisma", name, "migrations"), change),
  });
  const url = `file:${join(dataFolder, `${name}.db`)}`;
  await migrateDatabase(url, migrations);
  const connection = await createDatabaseAdapter(url).connect();
  await connection.executeScript(script);
  await connection.dispose();
}

/** Whether `source` is the migration, or a later one. */
function isSince(source: string, folder: string, change: string): boolean {
  const names = readdirSync(folder).sort();
  const first = names.findIndex((name) => name.endsWith(`_${change}`));
  return names.slice(first).some((name) => name !== "migration_lock.toml" && source === join(folder, name));
}

it("carries over what older versions have written, but for comments on books that never were", async () => {
  const dataFolder = createDataFolder();
  await writeOldDatabase(
    dataFolder,
    "books",
    "outbox",
    `INSERT INTO Book (id, title, author, titleKey, authorKey) VALUES
       ('${BOOK_ID}', 'Old', 'Old', 'OLD', 'OLD'), ('${ANOTHER_ID}', 'Older', 'Old', 'OLDER', 'OLD')`,
  );
  await writeOldDatabase(
    dataFolder,
    "comments",
    "known_books",
    `INSERT INTO Comment (id, bookId, authorId, body, updatedAt) VALUES
       ('${BOOK_ID}', '${BOOK_ID}', 'somebody', 'on the old one', '2026-01-01T00:00:00.000+00:00'),
       ('${UNKNOWN_ID}', '${UNKNOWN_ID}', 'somebody', 'on none', '2026-01-01T00:00:00.000+00:00')`,
  );
  const pair = await startPair({ DATA_DIR: dataFolder });
  await waitUntilFollowed(pair);
  expect(await readContents(dataFolder)).toEqual({
    books: [BOOK_ID, ANOTHER_ID],
    knownBooks: [BOOK_ID, ANOTHER_ID],
    commentedBooks: [BOOK_ID],
  });
  expect(await readWrongCounts(dataFolder)).toEqual([]);
  expect((await readComments(pair.commenter, BOOK_ID)).nodes).toMatchObject([{ body: "on the old one" }]);
  expect(await createComment(pair.commenter, ANOTHER_ID, "new")).toMatchObject({ body: "new" });
});

it("counts the rows that older versions have written", async () => {
  const dataFolder = createDataFolder();
  const book = (id: string) => `('${id}', 'Old', 'Old', 'OLD', 'OLD')`;
  await writeOldDatabase(
    dataFolder,
    "books",
    "row_counts",
    `INSERT INTO Book (id, title, author, titleKey, authorKey) VALUES ${book(BOOK_ID)}, ${book(ANOTHER_ID)}`,
  );
  const comment = (id: string, author: string) => `('${id}', '${BOOK_ID}', '${author}', 'old', '2026-01-01')`;
  await writeOldDatabase(
    dataFolder,
    "comments",
    "comment_counts",
    `INSERT INTO KnownBook (id) VALUES ('${BOOK_ID}'), ('${ANOTHER_ID}');
     INSERT INTO Comment (id, bookId, authorId, body, updatedAt) VALUES
       ${comment(BOOK_ID, "first")}, ${comment(ANOTHER_ID, "second")}, ${comment(UNKNOWN_ID, "second")}`,
  );
  for (const name of ["books", "comments"]) {
    await migrateDatabase(`file:${join(dataFolder, `${name}.db`)}`, join("prisma", name, "migrations"));
  }
  const { RowCount } = await readTables(join(dataFolder, "books.db"));
  const { KnownBook, Commenter } = await readTables(join(dataFolder, "comments.db"));
  expect(RowCount).toEqual([["Book", 2]]);
  expect(KnownBook?.map(([id, , count]) => [id, count])).toEqual([
    [BOOK_ID, 3],
    [ANOTHER_ID, 0],
  ]);
  expect(Commenter).toEqual([
    ["first", 1],
    ["second", 2],
  ]);
});
