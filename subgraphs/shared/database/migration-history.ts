import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { selectRows } from "./select-rows.ts";

/** A row of `_prisma_migrations`. */
export interface MigrationRecord {
  readonly name: string;
  /** Null while it is applied, or when it failed. */
  readonly finishedAt: unknown;
}

/** Selects the history as `MigrationRecord`s, without what was rolled back. */
export const SELECT_HISTORY =
  'SELECT migration_name AS name, finished_at AS "finishedAt" FROM _prisma_migrations WHERE rolled_back_at IS NULL';

/** The history of the database behind `connection`, oldest first. */
export async function readHistory(connection: SqlDriverAdapter): Promise<MigrationRecord[]> {
  const rows = await selectRows(connection, `${SELECT_HISTORY} ORDER BY migration_name`);
  return rows.map(([name, finishedAt]) => ({ name: String(name), finishedAt }));
}

/** How the history of a database compares with the migrations that the code has. */
export type MigrationState =
  | { readonly kind: "current" }
  | { readonly kind: "behind" }
  /** `isAnother`: it has none of the code's migrations, and so is not the database of the code. */
  | { readonly kind: "newer"; readonly unknown: readonly string[]; readonly isAnother: boolean }
  | { readonly kind: "failed"; readonly failed: readonly string[] };

/** Compares `history`, empty for a new database, with the names of all migrations of the code. */
export function compareMigrations(history: readonly MigrationRecord[], known: readonly string[]): MigrationState {
  const unknown = history.map(({ name }) => name).filter((name) => !known.includes(name));
  if (unknown.length > 0) return { kind: "newer", unknown, isAnother: unknown.length === history.length };
  const finished = history.filter(({ finishedAt }) => finishedAt !== null).map(({ name }) => name);
  const failed = history.map(({ name }) => name).filter((name) => !finished.includes(name));
  if (failed.length > 0) return { kind: "failed", failed };
  return { kind: known.every((name) => finished.includes(name)) ? "current" : "behind" };
}
