-- CreateTable
CREATE TABLE "Comment" (
    "id" TEXT NOT NULL,
    "bookId" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "KnownBook" (
    "id" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "commentCount" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "KnownBook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Commenter" (
    "id" TEXT NOT NULL,
    "commentCount" INTEGER NOT NULL,

    CONSTRAINT "Commenter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CommentEvent" (
    "position" SERIAL NOT NULL,
    "mark" TEXT NOT NULL,
    "commentId" TEXT NOT NULL,
    "bookId" TEXT NOT NULL,

    CONSTRAINT "CommentEvent_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "FeedPosition" (
    "feed" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "cursor" TEXT,

    CONSTRAINT "FeedPosition_pkey" PRIMARY KEY ("feed")
);

-- CreateIndex
CREATE INDEX "Comment_bookId_id_idx" ON "Comment"("bookId", "id");

-- CreateIndex
CREATE INDEX "Comment_authorId_id_idx" ON "Comment"("authorId", "id");

-- AddForeignKey
ALTER TABLE "Comment" ADD CONSTRAINT "Comment_bookId_fkey" FOREIGN KEY ("bookId") REFERENCES "KnownBook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Nothing has been followed yet.
INSERT INTO "FeedPosition" ("feed") VALUES ('books');

CREATE FUNCTION "count_comment"("book" text, "author" text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE "KnownBook" SET "commentCount" = "commentCount" + 1 WHERE "id" = "book";
    INSERT INTO "Commenter" ("id", "commentCount") VALUES ("author", 1)
    ON CONFLICT ("id") DO UPDATE SET "commentCount" = "Commenter"."commentCount" + 1;
END $$;

CREATE FUNCTION "discount_comment"("book" text, "author" text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE "KnownBook" SET "commentCount" = "commentCount" - 1 WHERE "id" = "book";
    UPDATE "Commenter" SET "commentCount" = "commentCount" - 1 WHERE "id" = "author";
    DELETE FROM "Commenter" WHERE "id" = "author" AND "commentCount" = 0;
END $$;

CREATE FUNCTION "note_comment"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    -- First what is added: a count of 0 would be deleted.
    IF TG_OP <> 'DELETE' THEN PERFORM "count_comment"(NEW."bookId", NEW."authorId"); END IF;
    IF TG_OP <> 'INSERT' THEN PERFORM "discount_comment"(OLD."bookId", OLD."authorId"); END IF;
    IF TG_OP = 'INSERT' THEN
        -- Random, so that no other history has the same mark at the same position.
        INSERT INTO "CommentEvent" ("mark", "commentId", "bookId")
        VALUES (right(encode(uuid_send(gen_random_uuid()), 'hex'), 16), NEW."id", NEW."bookId");
    END IF;
    RETURN NULL;
END $$;

-- Also fires for comments that are deleted with their book.
CREATE TRIGGER "Comment_noted" AFTER INSERT OR DELETE OR UPDATE OF "bookId", "authorId" ON "Comment"
FOR EACH ROW EXECUTE FUNCTION "note_comment"();

-- Empty while the counts are right.
CREATE VIEW "WrongCount" AS
SELECT 'KnownBook' AS "counter", "id" AS "key", "commentCount" AS "count" FROM "KnownBook"
WHERE "commentCount" <> (SELECT count(*) FROM "Comment" WHERE "bookId" = "KnownBook"."id")
UNION ALL
SELECT 'Commenter', coalesce("counted"."authorId", "kept"."id"), "kept"."commentCount"
FROM "Commenter" AS "kept"
FULL JOIN (SELECT "authorId", count(*) AS "commentCount" FROM "Comment" GROUP BY "authorId") AS "counted"
ON "counted"."authorId" = "kept"."id"
WHERE "kept"."commentCount" IS DISTINCT FROM "counted"."commentCount";

-- Positions must become visible in their order, or a follower that has read 8 never learns of 7, whose transaction ended
-- later. A sequence gives them in the order of the statements. So each transaction that writes events has this lock, from
-- before its first position until after its end. It comes before the first position because defaults are evaluated row by
-- row, after this trigger.
CREATE FUNCTION "keep_events_in_order"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(TG_RELID::bigint);
    RETURN NULL;
END $$;

CREATE TRIGGER "CommentEvent_in_order" BEFORE INSERT ON "CommentEvent"
FOR EACH STATEMENT EXECUTE FUNCTION "keep_events_in_order"();
