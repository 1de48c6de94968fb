import { expect, it } from "@jest/globals";
import pg from "pg";
import { refreshSession, signUp } from "../../accounts/operations.ts";
import { startAccounts } from "../../accounts/start-accounts.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { findDatabaseUrl } from "../../support/test-database.ts";
import { waitFor } from "../../support/wait-for.ts";

const accounts = await startAccounts();
const [database = ""] = findDatabaseUrl(accounts.dataDirectory, "accounts").split("?");
const client = new pg.Client({ connectionString: database, options: "-c search_path=accounts" });
await client.connect();
stopAfterTests(() => client.end());

async function countWaiting(): Promise<number> {
  const { rows } = await client.query(
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows[0].count;
}

it("a session that is deleted while it is renewed cannot be renewed", async () => {
  const { refreshToken } = await signUp(accounts, "displaced");
  // As a sign-in does that is one too many.
  await client.query('BEGIN; DELETE FROM "Session"');
  const renewal = refreshSession(accounts, refreshToken);
  await waitFor("the renewal to wait", async () => (await countWaiting()) === 1);
  await client.query("COMMIT");
  expect((await renewal).codes).toEqual(["UNAUTHENTICATED"]);
});
