import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaClient } from "../../subgraphs/books/generated/prisma/client.ts";
import { openDatabase } from "../../subgraphs/shared/database/open-database.ts";
import { explainDatabaseError } from "../../subgraphs/shared/database/prisma-errors.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { stopAfterTests } from "../support/started-processes.ts";

const url = `file:${join(createDataFolder(), "books.db")}`;
const writable = new PrismaClient({ adapter: await openDatabase("books", url) });
// Whoever runs the tests may be allowed to write any file: a connection that may not meets the same errors.
const readOnly = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url, readonly: true }) });
stopAfterTests(() => Promise.all([readOnly.$disconnect(), writable.$disconnect()]));

const book = { id: "1", title: "", author: "", titleKey: "", authorKey: "" };

async function explainFailure(write: PromiseLike<unknown>): Promise<unknown> {
  try {
    await write;
  } catch (error) {
    return explainDatabaseError(error)?.toJSON() ?? null;
  }
  throw new Error("nothing failed");
}

describe("a database that may not be written", () => {
  it.each<[string, () => PromiseLike<unknown>]>([
    ["a statement", () => readOnly.book.create({ data: book })],
    ["raw SQL", () => readOnly.$executeRaw`DELETE FROM Book`],
    ["statements of one transaction", () => readOnly.$transaction([readOnly.book.create({ data: book })])],
    ["a transaction", () => readOnly.$transaction((transaction) => transaction.book.create({ data: book }))],
  ])("is SERVICE_UNAVAILABLE for %s, in words for clients", async (_what, write) => {
    expect(await explainFailure(write())).toEqual({
      message: "The storage fails right now, so that nothing can be saved. Try again later.",
      extensions: { code: "SERVICE_UNAVAILABLE" },
    });
  });

  it("is read all the same", async () => {
    await writable.book.create({ data: book });
    expect(await readOnly.book.count()).toBe(1);
    await writable.book.deleteMany();
  });

  it("is told from other failures, which are for the log alone", async () => {
    await writable.book.create({ data: book });
    expect(await explainFailure(writable.book.create({ data: book }))).toBeNull();
    expect(await explainFailure(Promise.reject(new Error("SQLITE_FULL")))).toBeNull();
  });
});
