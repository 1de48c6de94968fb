-- CreateTable
CREATE TABLE "RowCount" (
    "table" TEXT NOT NULL PRIMARY KEY,
    "count" INTEGER NOT NULL
);

INSERT INTO "RowCount" ("table", "count") SELECT 'Book', count(*) FROM "Book";

-- A migration that drops "Book" drops its triggers: it must create them again.
CREATE TRIGGER "Book_counted" AFTER INSERT ON "Book" BEGIN
    UPDATE "RowCount" SET "count" = "count" + 1 WHERE "table" = 'Book';
END;

CREATE TRIGGER "Book_discounted" AFTER DELETE ON "Book" BEGIN
    UPDATE "RowCount" SET "count" = "count" - 1 WHERE "table" = 'Book';
END;

-- Every backup and restore checks that this view is empty.
CREATE VIEW "WrongCount" AS
SELECT 'RowCount' AS "counter", "table" AS "key", "count"
FROM "RowCount" WHERE "table" = 'Book' AND "count" <> (SELECT count(*) FROM "Book");
