import { describe, expect, it } from "@jest/globals";
import Fastify from "fastify";
import { createDatabaseCheck } from "../../subgraphs/shared/database/database-check.ts";
import { findMigrationFolder, readMigrationNames } from "../../subgraphs/shared/database/migration-folder.ts";

const databaseUrl = "postgresql://nobody@nowhere/accounts";
const known = await readMigrationNames(findMigrationFolder("accounts", databaseUrl));
const { log } = Fastify();

/** What the readiness check says of a PostgreSQL database with these migrations. */
async function check(names: readonly string[], finishedAt: Date | null = new Date(0)): Promise<unknown> {
  const database = {
    $queryRawUnsafe: async () => names.map((name) => ({ name, finishedAt })),
    $on: () => undefined,
    $disconnect: async () => undefined,
  };
  const isReady = await createDatabaseCheck(database, { name: "accounts", databaseUrl }, log);
  return isReady();
}

describe("a process on PostgreSQL", () => {
  it("is ready on the migrations that it knows", async () => {
    expect(await check(known)).toEqual({ ready: true, database: "open" });
  });

  it("stays ready when one of a newer version has migrated, as in a rolling upgrade", async () => {
    expect(await check([...known, "29990101000000_newer"])).toEqual({ ready: true, database: "newer" });
  });

  it("is not ready without its migrations, or with one that has failed", async () => {
    expect(await check([])).toEqual({ ready: false, database: "behind" });
    expect(await check(known, null)).toEqual({ ready: false, database: "failed" });
  });
});
