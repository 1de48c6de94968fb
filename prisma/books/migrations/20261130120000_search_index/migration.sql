-- The search index refers to a book by "number": SQLite may renumber the rows of a table that has no such column.
DROP VIEW "WrongCount";

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Book" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "titleKey" TEXT NOT NULL,
    "authorKey" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);
INSERT INTO "new_Book" ("author", "authorKey", "createdAt", "id", "title", "titleKey") SELECT "author", "authorKey", "createdAt", "id", "title", "titleKey" FROM "Book" ORDER BY "id";
DROP TABLE "Book";
ALTER TABLE "new_Book" RENAME TO "Book";
CREATE UNIQUE INDEX "Book_id_key" ON "Book"("id");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

CREATE TRIGGER "Book_counted" AFTER INSERT ON "Book" BEGIN
    UPDATE "RowCount" SET "count" = "count" + 1 WHERE "table" = 'Book';
END;

CREATE TRIGGER "Book_discounted" AFTER DELETE ON "Book" BEGIN
    UPDATE "RowCount" SET "count" = "count" - 1 WHERE "table" = 'Book';
END;

CREATE VIEW "WrongCount" AS
SELECT 'RowCount' AS "counter", "table" AS "key", "count"
FROM "RowCount" WHERE "table" = 'Book' AND "count" <> (SELECT count(*) FROM "Book");

-- Finds every text of three or more characters: https://www.sqlite.org/fts5.html#the_trigram_tokenizer
CREATE VIRTUAL TABLE "BookSearch" USING fts5(
    "titleKey", "authorKey", content="Book", content_rowid="number", columnsize=0, tokenize="trigram case_sensitive 1"
);

INSERT INTO "BookSearch" ("BookSearch") VALUES ('rebuild');

CREATE TRIGGER "Book_found" AFTER INSERT ON "Book" BEGIN
    INSERT INTO "BookSearch" (rowid, "titleKey", "authorKey") VALUES (NEW."number", NEW."titleKey", NEW."authorKey");
END;

CREATE TRIGGER "Book_forgotten" AFTER DELETE ON "Book" BEGIN
    INSERT INTO "BookSearch" ("BookSearch", rowid, "titleKey", "authorKey")
    VALUES ('delete', OLD."number", OLD."titleKey", OLD."authorKey");
END;

CREATE TRIGGER "Book_renamed" AFTER UPDATE OF "number", "titleKey", "authorKey" ON "Book" BEGIN
    INSERT INTO "BookSearch" ("BookSearch", rowid, "titleKey", "authorKey")
    VALUES ('delete', OLD."number", OLD."titleKey", OLD."authorKey");
    INSERT INTO "BookSearch" (rowid, "titleKey", "authorKey") VALUES (NEW."number", NEW."titleKey", NEW."authorKey");
END;
