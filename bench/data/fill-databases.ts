import { join } from "node:path";
import { fillTable, withDatabase } from "./fill-table.ts";
import { bookId, buildAuthor, buildBook, buildComment, countAuthors } from "./rows.ts";

/** The mark of the one event that there is of books. */
const MARK = "0123456789abcdef";

/** Fills the migrated databases in `folder` with `count` books and as many comments. A million take half a minute. */
export async function fillDatabases(folder: string, count: number): Promise<void> {
  await withDatabase(join(folder, "accounts.db"), (database) =>
    fillTable(database, "User", countAuthors(count), buildAuthor),
  );
  await withDatabase(join(folder, "books.db"), async (database) => {
    await fillTable(database, "Book", count, buildBook);
    const event = { position: 1, mark: MARK, type: "BookAdded", bookId: bookId(count - 1) };
    await fillTable(database, "BookEvent", 1, () => event);
  });
  await withDatabase(join(folder, "comments.db"), async (database) => {
    await fillTable(database, "KnownBook", count, (index) => ({ id: bookId(index), position: 1 }));
    await fillTable(database, "Comment", count, (index) => buildComment(index, count));
    // All books are known: nothing has to be compared when comments starts.
    await database.executeScript(`UPDATE "FeedPosition" SET position = 1, cursor = '1-${MARK}' WHERE feed = 'books'`);
  });
}
