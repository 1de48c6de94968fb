-- AlterTable
ALTER TABLE "KnownBook" ADD COLUMN "commentCount" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "Commenter" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "commentCount" INTEGER NOT NULL
);

UPDATE "KnownBook" SET "commentCount" = (SELECT count(*) FROM "Comment" WHERE "bookId" = "KnownBook"."id");

INSERT INTO "Commenter" ("id", "commentCount") SELECT "authorId", count(*) FROM "Comment" GROUP BY "authorId";

-- A migration that drops "Comment" drops its triggers: it must create them again.
CREATE TRIGGER "Comment_counted" AFTER INSERT ON "Comment" BEGIN
    UPDATE "KnownBook" SET "commentCount" = "commentCount" + 1 WHERE "id" = NEW."bookId";
    INSERT INTO "Commenter" ("id", "commentCount") VALUES (NEW."authorId", 1)
    ON CONFLICT ("id") DO UPDATE SET "commentCount" = "commentCount" + 1;
END;

-- Also fires for comments that are deleted with their book.
CREATE TRIGGER "Comment_discounted" AFTER DELETE ON "Comment" BEGIN
    UPDATE "KnownBook" SET "commentCount" = "commentCount" - 1 WHERE "id" = OLD."bookId";
    UPDATE "Commenter" SET "commentCount" = "commentCount" - 1 WHERE "id" = OLD."authorId";
    DELETE FROM "Commenter" WHERE "id" = OLD."authorId" AND "commentCount" = 0;
END;

CREATE TRIGGER "Comment_moved" AFTER UPDATE OF "bookId", "authorId" ON "Comment" BEGIN
    UPDATE "KnownBook" SET "commentCount" = "commentCount" - 1 WHERE "id" = OLD."bookId";
    UPDATE "KnownBook" SET "commentCount" = "commentCount" + 1 WHERE "id" = NEW."bookId";
    INSERT INTO "Commenter" ("id", "commentCount") VALUES (NEW."authorId", 1)
    ON CONFLICT ("id") DO UPDATE SET "commentCount" = "commentCount" + 1;
    UPDATE "Commenter" SET "commentCount" = "commentCount" - 1 WHERE "id" = OLD."authorId";
    DELETE FROM "Commenter" WHERE "id" = OLD."authorId" AND "commentCount" = 0;
END;

-- Every backup and restore checks that this view is empty.
CREATE VIEW "WrongCount" AS
SELECT 'KnownBook' AS "counter", "id" AS "key", "commentCount" AS "count" FROM "KnownBook"
WHERE "commentCount" <> (SELECT count(*) FROM "Comment" WHERE "bookId" = "KnownBook"."id")
UNION ALL
SELECT 'Commenter', coalesce("counted"."authorId", "kept"."id"), "kept"."commentCount"
FROM "Commenter" AS "kept"
FULL JOIN (SELECT "authorId", count(*) AS "commentCount" FROM "Comment" GROUP BY "authorId") AS "counted"
ON "counted"."authorId" = "kept"."id"
WHERE "kept"."commentCount" IS NOT "counted"."commentCount";
