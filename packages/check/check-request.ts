import type { MigrationTools } from "./prisma-agreement/migration-tools.ts";

/** What to check, and with what to compare it. */
export interface CheckRequest {
  /** The folder that `config`, `base` and `rules` are relative to. */
  readonly folder: string;
  /** The supergraph.yaml; its folder is the root of the check. */
  readonly config: string;
  /** A git ref or an SDL file; null: the commit where the checkout left the default branch. */
  readonly base: string | null;
  /** A glob relative to the root; null: every `.graphql` file under `operations/`, if there are any. */
  readonly operations: string | null;
  /** The rules file; absent or null: `check.yaml` at the root, if there is one. */
  readonly rules?: string | null;
  /** Variables by name; `process.env` is one. Not named elsewhere, so that the package needs no other types. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly options: CheckOptions;
}

/** What the check is run with: the commands that it advises, and what works with databases. */
export interface CheckTools {
  compose(args: readonly string[]): string;
  check(args: readonly string[]): string;
  newMigration(subgraph: string): string;
  /** Null: migrations are not looked at. */
  readonly migrations: MigrationTools | null;
}

/** The options of the command line. */
export interface CheckOptions {
  /** Breaking changes that no stored operation uses are errors too. */
  readonly strict: boolean;
  /** More sequential hops than this in a stored operation is an error; null: no limit. */
  readonly maximumHops: number | null;
  /** Accept the present access of fields, and write it to access.json. */
  readonly update: boolean;
  /** Accept the present findings, and write them to check-baseline.json. */
  readonly baseline: boolean;
}
