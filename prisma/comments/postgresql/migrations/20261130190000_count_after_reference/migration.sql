-- Triggers of a row run in the order of their names. The one that counts ran before that of the foreign key
-- ("RI_ConstraintTrigger…"). If another transaction was about to add the known book, the counter was not visible yet and so
-- was not changed. If the book was committed before the foreign key was checked, the comment stayed without being counted.
ALTER TRIGGER "Comment_noted" ON "Comment" RENAME TO "comment_noted";

UPDATE "KnownBook" AS "book"
SET "commentCount" = (SELECT count(*) FROM "Comment" WHERE "bookId" = "book"."id")
WHERE EXISTS (SELECT FROM "WrongCount" WHERE "counter" = 'KnownBook' AND "key" = "book"."id");
