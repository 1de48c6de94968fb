import { expect, it } from "@jest/globals";
import pg from "pg";
import { openBooksDatabase } from "../../../subgraphs/books/database/open-books.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { prepareDatabase } from "../../support/test-database.ts";
import { startBooks } from "../events/service-pair.ts";

it("reads times and writes events as ever, whatever the defaults of the database are", async () => {
  const databaseUrl = await prepareDatabase(createDataFolder(), "books");
  const client = new pg.Client(databaseUrl.split("?")[0]);
  await client.connect();
  const name = new URL(databaseUrl).pathname.slice(1);
  const defaults = {
    datestyle: "German, DMY",
    timezone: "Asia/Tokyo",
    default_transaction_isolation: "repeatable read",
  };
  for (const [setting, value] of Object.entries(defaults)) {
    await client.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
  }
  await client.end();

  const { librarian } = await startBooks({ BOOKS_DATABASE_URL: databaseUrl });
  const { data } = await librarian.send('mutation { addBook(title: "T", author: "A") { createdAt } }');
  const { addBook } = data as { readonly addBook: { readonly createdAt: string } };
  expect(Math.abs(Date.parse(addBook.createdAt) - Date.now())).toBeLessThan(600_000);

  // With another isolation, an event would get the position of one that was written while it waited for its turn.
  const { prisma } = await openBooksDatabase({ name: "books", databaseUrl, logLevel: "info" });
  stopAfterTests(() => prisma.$disconnect());
  expect(await prisma.$queryRaw`SELECT current_setting('transaction_isolation') AS "isolation"`).toEqual([
    { isolation: "read committed" },
  ]);
});
