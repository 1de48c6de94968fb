import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { lend, type MigratedDatabase } from "../migrated-database.ts";
import { selectRows } from "../select-rows.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { buildClientConfig } from "./statement-pool.ts";

/** How long a starting process waits for another one that migrates. */
const LOCK_TIMEOUT_MS = 60_000;

/** Opens the database for its migrations, on one connection: a transaction with an advisory lock lets one process at it. */
export async function openForMigration(settings: ConnectionSettings): Promise<MigratedDatabase> {
  const { schema } = settings;
  const pool = new pg.Pool({ ...buildClientConfig(settings), max: 1, idleTimeoutMillis: 0 });
  pool.on("error", () => undefined);
  // The driver would split a script at each semicolon, and commit each part.
  const runScript = async (script: string) => void (await pool.query(script));
  // The driver would keep to itself why a database cannot be reached.
  await runScript("SELECT 1");
  const connection = await new PrismaPg(pool, { schema }).connect();
  return {
    connection,
    // The engine takes its own lock, too, which does no harm.
    factory: lend(connection, { executeScript: runScript }),
    hasHistory: async () => {
      const [[table] = []] = await selectRows(
        connection,
        `SELECT to_regclass('"${schema}"."_prisma_migrations"')::text`,
      );
      return table !== null;
    },
    async begin() {
      await runScript(`BEGIN; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await runScript(`SELECT pg_advisory_xact_lock(hashtext('migrations of ${schema}')::bigint)`);
      await runScript(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
    },
    // PostgreSQL checks references by itself.
    requireWhole: async () => undefined,
    close: () => pool.end(),
  };
}
