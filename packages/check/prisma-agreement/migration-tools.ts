import type { RehearsalDatabase } from "./rehearsal/rehearsal-database.ts";

/**
 * Finds the SQL that leads from the database of a folder's migrations to the one of schema.prisma; null when they agree.
 * Throws an Error when the migrations cannot be replayed.
 */
export type DiffMigrations = (paths: {
  readonly migrationsFolder: string;
  readonly schemaFile: string;
}) => Promise<string | null>;

/** What works with the database itself. */
export interface MigrationTools {
  /**
   * Finds what the migrations for PostgreSQL lack of the schema.prisma in `folder`, as SQL; null: nothing, or the subgraph
   * has none. Throws an Error when PostgreSQL cannot have a type of it.
   */
  readonly diffPostgresql: (folder: string) => Promise<string | null>;
  readonly diffMigrations: DiffMigrations;
  readonly openRehearsalDatabase: () => Promise<RehearsalDatabase>;
}
