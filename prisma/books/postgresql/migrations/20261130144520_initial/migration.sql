-- CreateEnum
CREATE TYPE "BookEventType" AS ENUM ('BookAdded', 'BookDeleted');

-- CreateTable
CREATE TABLE "Book" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "titleKey" TEXT NOT NULL,
    "authorKey" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "number" SERIAL NOT NULL,

    CONSTRAINT "Book_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "RowCount" (
    "table" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "RowCount_pkey" PRIMARY KEY ("table")
);

-- CreateTable
CREATE TABLE "BookEvent" (
    "position" SERIAL NOT NULL,
    "mark" TEXT NOT NULL,
    "type" "BookEventType" NOT NULL,
    "bookId" TEXT NOT NULL,

    CONSTRAINT "BookEvent_pkey" PRIMARY KEY ("position")
);

-- CreateIndex
CREATE UNIQUE INDEX "Book_id_key" ON "Book"("id");

-- Finds every text of three or more characters (https://www.postgresql.org/docs/15/pgtrgm.html). An ordinary user may
-- create this extension.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE INDEX "Book_search" ON "Book" USING gin ("titleKey" gin_trgm_ops, "authorKey" gin_trgm_ops);

INSERT INTO "RowCount" ("table", "count") VALUES ('Book', 0);

CREATE FUNCTION "count_books"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    "changed" integer := (SELECT count(*) FROM "rows");
BEGIN
    IF TG_OP = 'DELETE' THEN "changed" := -"changed"; END IF;
    IF "changed" <> 0 THEN UPDATE "RowCount" SET "count" = "count" + "changed" WHERE "table" = 'Book'; END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER "Book_counted" AFTER INSERT ON "Book" REFERENCING NEW TABLE AS "rows"
FOR EACH STATEMENT EXECUTE FUNCTION "count_books"();

CREATE TRIGGER "Book_discounted" AFTER DELETE ON "Book" REFERENCING OLD TABLE AS "rows"
FOR EACH STATEMENT EXECUTE FUNCTION "count_books"();

-- Empty while the counts are right.
CREATE VIEW "WrongCount" AS
SELECT 'RowCount' AS "counter", "table" AS "key", "count"
FROM "RowCount" WHERE "table" = 'Book' AND "count" <> (SELECT count(*) FROM "Book");

-- Positions must become visible in their order, or a follower that has read 8 never learns of 7, whose transaction ended
-- later. A sequence gives them in the order of the statements. So each transaction that writes events has this lock, from
-- before its first position until after its end. It comes before the first position because defaults are evaluated row by
-- row, after this trigger.
CREATE FUNCTION "keep_events_in_order"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(TG_RELID::bigint);
    RETURN NULL;
END $$;

CREATE TRIGGER "BookEvent_in_order" BEFORE INSERT ON "BookEvent"
FOR EACH STATEMENT EXECUTE FUNCTION "keep_events_in_order"();
