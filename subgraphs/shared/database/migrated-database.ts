import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";

/** A database that is about to be migrated. */
export interface MigratedDatabase {
  readonly connection: SqlDriverAdapter;
  /** For the schema engine: its connections are the one above. */
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** Whether anything was ever migrated. */
  hasHistory(): Promise<boolean>;
  /** Does `work`, wholly or not at all, while no other process migrates. */
  inTransaction<Result>(work: () => Promise<Result>): Promise<Result>;
  /** @throws Error when the migrations have left rows that refer to none */
  requireWhole(): Promise<void>;
  close(): Promise<void>;
}
