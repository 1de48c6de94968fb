-- CreateTable
CREATE TABLE "AttemptCount" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "count" INTEGER NOT NULL,
    "windowEndsAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "AttemptCount_windowEndsAt_idx" ON "AttemptCount"("windowEndsAt");
