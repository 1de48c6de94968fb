import { expect, it } from "@jest/globals";
import { openBooksDatabase } from "../../../subgraphs/books/database/open-books.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { prepareDatabase } from "../../support/test-database.ts";
import { waitFor } from "../../support/wait-for.ts";

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}

it("keeps no timer that would let a command end late, once a database is migrated and closed", async () => {
  const databaseUrl = await prepareDatabase(createDataFolder(), "books");
  const before = countTimers();
  const { prisma } = await openBooksDatabase({ name: "books", databaseUrl, logLevel: "info" });
  expect(await prisma.book.count()).toBe(0);
  await prisma.$disconnect();
  // Jest has timers too, which end soon.
  await waitFor("no more timers than before", () => countTimers() <= before, 3_000);
});
