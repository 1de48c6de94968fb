import { join } from "node:path";
import { fillTable, withDatabase } from "./fill-table.ts";
import { bookId, buildAuthor, buildBook, buildComment, countAuthors } from "./rows.ts";

/** The mark of the one event that there is of books. */
const MARK = "0123456789abcdef";

/** Fills the migrated databases in `folder` with `count` books and as many comments. A million take half a minute. */
export function fillDatabases(folder: string, count: number): void {
  withDatabase(join(folder, "accounts.db"), (database) =>
    fillTable(database, "User", countAuthors(count), buildAuthor),
  );
  withDatabase(join(folder, "books.db"), (database) => {
    fillTable(database, "Book", count, buildBook);
    const event = { position: 1, mark: MARK, type: "BookAdded", bookId: bookId(count - 1) };
    fillTable(database, "BookEvent", 1, () => event);
  });
  withDatabase(join(folder, "comments.db"), (database) => {
    fillTable(database, "KnownBook", count, (index) => ({ id: bookId(index), position: 1 }));
    fillTable(database, "Comment", count, (index) => buildComment(index, count));
    // The log keeps some of the latest events, and its trimming at the start would be measured.
    database.exec('DELETE FROM "CommentEvent" WHERE position < (SELECT max(position) FROM "CommentEvent")');
    // All books are known: nothing has to be compared when comments starts.
    database.exec(`UPDATE "FeedPosition" SET position = 1, cursor = '1-${MARK}' WHERE feed = 'books'`);
  });
}
