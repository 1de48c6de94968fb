import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";
import type { MigratedDatabase } from "../migrated-database.ts";
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
  const factory = new PrismaPg(pool, { schema });
  const connection = await factory.connect();
  // The driver would split a script at each semicolon, and commit each part.
  const runScript = async (script: string) => void (await pool.query(script));
  return {
    factory: lend(factory, { ...bindAll(connection), executeScript: runScript }),
    connection,
    hasHistory: async () => {
      const [[table] = []] = await selectRows(
        connection,
        `SELECT to_regclass('"${schema}"."_prisma_migrations"')::text`,
      );
      return table !== null;
    },
    async inTransaction(work) {
      await runScript(`BEGIN; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      try {
        await runScript(`SELECT pg_advisory_xact_lock(hashtext('migrations of ${schema}')::bigint)`);
        await runScript(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
        const result = await work();
        await runScript("COMMIT");
        return result;
      } catch (error) {
        await runScript("ROLLBACK").catch(() => undefined);
        throw error;
      }
    },
    // PostgreSQL checks references by itself.
    requireWhole: async () => undefined,
    close: () => pool.end(),
  };
}

/** Lets the engine work on our connection, and so in our transaction. It takes its own lock, which does no harm. */
function lend(
  factory: SqlMigrationAwareDriverAdapterFactory,
  connection: SqlDriverAdapter,
): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => connection,
    connectToShadowDb: () => Promise.reject(new Error("migrations are compared without a database")),
  };
}

function bindAll(connection: SqlDriverAdapter): SqlDriverAdapter {
  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    queryRaw: (query) => connection.queryRaw(query),
    executeRaw: (query) => connection.executeRaw(query),
    executeScript: (script) => connection.executeScript(script),
    startTransaction: (level) => connection.startTransaction(level),
    getConnectionInfo: () => connection.getConnectionInfo?.() ?? { supportsRelationJoins: true },
    dispose: async () => undefined,
  };
}
