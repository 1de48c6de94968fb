-- CreateTable
CREATE TABLE "KnownBook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "position" INTEGER NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "FeedPosition" (
    "feed" TEXT NOT NULL PRIMARY KEY,
    "position" INTEGER NOT NULL DEFAULT 0,
    "cursor" TEXT
);

-- Nothing has been followed yet.
INSERT INTO "FeedPosition" ("feed") VALUES ('books');

-- Books with comments count as known until books is asked.
INSERT INTO "KnownBook" ("id") SELECT DISTINCT "bookId" FROM "Comment";

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Comment" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "bookId" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Comment_bookId_fkey" FOREIGN KEY ("bookId") REFERENCES "KnownBook" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_Comment" ("authorId", "body", "bookId", "createdAt", "id", "updatedAt") SELECT "authorId", "body", "bookId", "createdAt", "id", "updatedAt" FROM "Comment";
DROP TABLE "Comment";
ALTER TABLE "new_Comment" RENAME TO "Comment";
CREATE INDEX "Comment_bookId_id_idx" ON "Comment"("bookId", "id");
CREATE INDEX "Comment_authorId_id_idx" ON "Comment"("authorId", "id");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
