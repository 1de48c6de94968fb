import { expect, it } from "@jest/globals";
import pg from "pg";
import { uuidv7 } from "uuidv7";
import { stopAfterTests } from "../../support/started-processes.ts";
import { findDatabaseUrl } from "../../support/test-database.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createComment, readComments } from "../comments/operations.ts";
import { readWrongCounts } from "../events/databases.ts";
import { startPair } from "../events/service-pair.ts";

const pair = await startPair();

/** A connection to the database, with both schemas in sight. */
async function connectBeside(): Promise<pg.Client> {
  const connectionString = findDatabaseUrl(pair.dataFolder, "books").replace(/\?.*/, "");
  const client = new pg.Client({ connectionString, options: "-c search_path=comments,books" });
  await client.connect();
  stopAfterTests(() => client.end());
  return client;
}

it("counts a comment that comes while another process makes its book known", async () => {
  const id = uuidv7();
  const [follower, writer] = [await connectBeside(), await connectBeside()];
  // Without an event, so that nothing but this test makes it known.
  await writer.query(
    `INSERT INTO "Book" ("id", "title", "author", "titleKey", "authorKey") VALUES ($1, 'New', 'A', 'NEW', 'A')`,
    [id],
  );
  await follower.query("BEGIN");
  await follower.query('INSERT INTO "KnownBook" ("id") VALUES ($1)', [id]);
  // Comments are added one after another, by this lock.
  await writer.query("BEGIN");
  await writer.query(`SELECT pg_advisory_xact_lock('"CommentEvent"'::regclass::bigint)`);
  const adding = createComment(pair.commenter, id, "counted");
  await waitFor("the comment to wait", async () => {
    const { rows } = await writer.query(
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    );
    return rows.length > 0;
  });
  await follower.query("COMMIT");
  await writer.query("COMMIT");
  await adding;
  expect((await readComments(pair.commenter, id)).totalCount).toBe(1);
  expect(await readWrongCounts(pair.dataFolder)).toEqual([]);
});
