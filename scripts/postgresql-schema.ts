import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import { withSchemaEngine } from "../subgraphs/shared/database/schema-engine.ts";

/** Where a subgraph keeps what PostgreSQL needs: migrations, and the model that they have led to. */
export const POSTGRESQL_FOLDER = "postgresql";

/** The oldest version that the migrations have to run on. */
const OLDEST_VERSION = ["PostgreSQL 15.0", 150_000] as const;

/** A schema.prisma for SQLite, as it is for PostgreSQL: its folder is one deeper. */
export function derivePostgresqlSchema(source: string): string {
  return source
    .replace(/^(\s*provider\s*=\s*)"sqlite"/m, '$1"postgresql"')
    .replace(/^(\s*output\s*=\s*)"(.*)\/prisma"/m, '$1"../$2/postgresql"');
}

/** The schema.prisma for PostgreSQL that the one in `folder` leads to. */
export async function readDerivedSchema(folder: string): Promise<string> {
  return derivePostgresqlSchema(await readFile(join(folder, "schema.prisma"), "utf8"));
}

/** What the migrations for PostgreSQL in `folder` lack of its schema.prisma, as SQL; null: nothing, or there are none. */
export async function findLack(folder: string): Promise<string | null> {
  const file = join(folder, POSTGRESQL_FOLDER, "schema.prisma");
  if (!existsSync(file)) return null;
  const [migrated, wanted] = await Promise.all([readFile(file, "utf8"), readDerivedSchema(folder)]);
  // What is no table, such as a comment, is a difference too: the client is made from that file.
  return migrated === wanted ? null : ((await diffPostgresql(migrated, wanted)) ?? "nothing but comments or names");
}

/**
 * The SQL that leads from the model `from`, empty for none, to `to`; null when there is nothing to change. No server is
 * needed: models are compared, not databases. @throws Error when PostgreSQL cannot have a type of the model
 */
export async function diffPostgresql(from: string | null, to: string): Promise<string | null> {
  const { stdout, exitCode } = await withSchemaEngine(NO_DATABASE, (engine) =>
    engine.diff({
      from:
        from === null
          ? { tag: "empty" }
          : { tag: "schemaDatamodel", files: [{ path: "before.prisma", content: from }] },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: to }] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  // The process makes its schema, under any name.
  return exitCode === 0 || stdout === null ? null : stdout.replace(/^-- CreateSchema\nCREATE SCHEMA .*;\n\n/, "");
}

/** The engine asks for the version before it compares, and for nothing else. */
const connection: SqlDriverAdapter = {
  provider: "postgres",
  adapterName: "none",
  queryRaw: async () => ({
    columnNames: ["exists", "version", "numeric_version"],
    columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
    rows: [[true, ...OLDEST_VERSION]],
  }),
  executeRaw: async () => 0,
  executeScript: async () => undefined,
  startTransaction: () => Promise.reject(new Error("there is no database")),
  getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
  dispose: async () => undefined,
};

const NO_DATABASE: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "none",
  connect: async () => connection,
  connectToShadowDb: async () => connection,
};
