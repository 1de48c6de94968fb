import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";

/** A database that is about to be migrated. */
export interface MigratedDatabase {
  readonly connection: SqlDriverAdapter;
  /** For the schema engine: its connections are the one above. */
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** Whether anything was ever migrated. */
  hasHistory(): Promise<boolean>;
  /** Begins a transaction during which no other process migrates. */
  begin(): Promise<void>;
  /** Why the first script failed, if one did: what fails after it, fails because of it. */
  readonly findFailure?: () => unknown;
  /** @throws Error when the migrations have left rows that refer to none */
  requireWhole(): Promise<void>;
  close(): Promise<void>;
}

/** Lets the schema engine work on `connection`, with `changes`, and so in our transaction. It does not close it. */
export function lend(
  connection: SqlDriverAdapter,
  changes: Partial<SqlDriverAdapter>,
): SqlMigrationAwareDriverAdapterFactory {
  const lent: SqlDriverAdapter = Object.assign(Object.create(connection), changes, { dispose: async () => undefined });
  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    connect: async () => lent,
    connectToShadowDb: () => Promise.reject(new Error("migrations are applied without a shadow database")),
  };
}
