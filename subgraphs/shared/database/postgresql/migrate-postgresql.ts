import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { lend, type MigratedDatabase } from "../migrated-database.ts";
import { selectRows } from "../select-rows.ts";
import { readConnectionSettings } from "./connection-settings.ts";
import { requireSessions } from "./require-sessions.ts";
import { buildClientConfig } from "./statement-pool.ts";

/** How long a starting process waits for another one that migrates. */
const LOCK_TIMEOUT_MS = 60_000;

/** An index may need an extension that is in a schema of its own. */
const FIND_EXTENSIONS = `
  SELECT set_config('search_path', concat_ws(', ', current_setting('search_path'), string_agg(DISTINCT quote_ident(nspname), ', ')), true)
  FROM pg_extension JOIN pg_namespace ON extnamespace = pg_namespace.oid WHERE nspname <> 'pg_catalog'`;

/**
 * Opens the database for its migrations, on one connection: a transaction with an advisory lock lets one process at it.
 * `pool` has that connection alone.
 */
export async function openForMigration(url: string): Promise<MigratedDatabase & { readonly pool: pg.Pool }> {
  const settings = readConnectionSettings(url);
  const { schema } = settings;
  // It also tells why a database cannot be reached, which the driver would keep to itself.
  await requireSessions(url, settings);
  const pool = new pg.Pool({ ...buildClientConfig(settings), max: 1, idleTimeoutMillis: 0 });
  pool.on("error", () => undefined);
  // The driver would split a script at each semicolon, and commit each part.
  const runScript = async (script: string) => void (await pool.query(script));
  let failure: unknown;
  const runFirst = (script: string) =>
    runScript(script).catch((error: unknown) => {
      failure ??= error;
      throw error;
    });
  const connection = await new PrismaPg(pool, { schema }).connect();
  return {
    pool,
    connection,
    // The engine takes its own lock, too, which does no harm.
    factory: lend(connection, { executeScript: runFirst }),
    findFailure: () => failure,
    hasHistory: async () => {
      const [[table] = []] = await selectRows(
        connection,
        `SELECT to_regclass('"${schema}"."_prisma_migrations"')::text`,
      );
      return table !== null;
    },
    async begin() {
      const bounds = { lock_timeout: LOCK_TIMEOUT_MS, statement_timeout: 0, idle_in_transaction_session_timeout: 0 };
      const lines = Object.entries(bounds).map(([name, value]) => `SET LOCAL ${name} = ${value}`);
      await runScript(["BEGIN", ...lines].join("; "));
      await runScript(`SELECT pg_advisory_xact_lock(hashtext('migrations of ${schema}')::bigint)`);
      await runScript(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
      await runScript(FIND_EXTENSIONS);
    },
    // PostgreSQL checks references by itself.
    requireWhole: async () => undefined,
    close: () => pool.end(),
  };
}
