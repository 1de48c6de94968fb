-- CreateTable
CREATE TABLE "CommentEvent" (
    "position" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mark" TEXT NOT NULL,
    "commentId" TEXT NOT NULL,
    "bookId" TEXT NOT NULL
);

-- A migration that drops "Comment" drops its triggers: it must create them again. Of 64 random bits, no other history
-- has the same at the same position.
CREATE TRIGGER "Comment_logged" AFTER INSERT ON "Comment" BEGIN
    INSERT INTO "CommentEvent" ("mark", "commentId", "bookId")
    VALUES (lower(hex(randomblob(8))), NEW."id", NEW."bookId");
END;
