import { expect, it } from "@jest/globals";
import pg from "pg";
import { openCommentsDatabase } from "../../../subgraphs/comments/database/open-comments.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { prepareDatabase } from "../../support/test-database.ts";
import { waitFor } from "../../support/wait-for.ts";

const databaseUrl = await prepareDatabase(createDataFolder(), "comments");
const { prisma, statements } = await openCommentsDatabase({ name: "comments", databaseUrl, logLevel: "info" });
/** Does in two steps what the deletion of a comment does in one. */
const client = new pg.Client({ connectionString: databaseUrl, options: "-c search_path=comments" });
await client.connect();
stopAfterTests(async () => {
  await client.end();
  await prisma.$disconnect();
});

async function countWaiting(): Promise<number> {
  const { rows } = await client.query(
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows[0].count;
}

it.each([
  ["deleted", () => statements.forgetBooks([{ id: "book", position: 2 }])],
  ["not among those that there are", () => statements.forgetOthers(["another"], "", null, 2)],
])("a book that is %s is forgotten while one of its comments is deleted", async (_how, forget) => {
  await prisma.knownBook.create({ data: { id: "book", position: 1 } });
  const data = { bookId: "book", authorId: "somebody", body: "read" };
  await prisma.comment.createMany({ data: ["one", "other"].map((id) => ({ id, ...data })) });
  await client.query(`BEGIN; SELECT FROM "Comment" WHERE "id" = 'one' FOR UPDATE`);
  // Prisma begins when it is waited for.
  const forgotten = forget().then((count) => count);
  await waitFor("the lock to be waited for", async () => (await countWaiting()) === 1);
  await client.query(`DELETE FROM "Comment" WHERE "id" = 'one'; COMMIT`);
  expect(await forgotten).toBe(1);
  expect(await prisma.comment.count()).toBe(0);
  expect(await prisma.$queryRaw`SELECT * FROM "WrongCount"`).toEqual([]);
});
