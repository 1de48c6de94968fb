-- CreateTable
CREATE TABLE "BookEvent" (
    "position" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mark" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bookId" TEXT NOT NULL
);

-- Who begins to follow learns of the books that there are.
INSERT INTO "BookEvent" ("mark", "type", "bookId")
SELECT lower(hex(randomblob(8))), 'BookAdded', "id" FROM "Book" ORDER BY "id";
