import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import pg from "pg";
import { nameVariable, OWN_DATABASES } from "./own-subgraphs.ts";
import type { Variables } from "./process.ts";
import { stopAfterTests } from "./started-processes.ts";

/** The server that `npm run test:postgresql` has started, as `postgresql://…/`; absent: the tests use SQLite. */
const SERVER = process.env.TEST_POSTGRESQL;

/** The database whose copies hold the demo data. */
const TEMPLATE = "template_demo";

/** Whether the subgraphs keep their data in PostgreSQL. */
export const usesPostgresql = SERVER !== undefined;

/** The URL of the database of the subgraph `name` for processes with this data folder. */
export function findDatabaseUrl(dataFolder: string, name: string): string {
  return SERVER === undefined
    ? `file:${join(dataFolder, `${name}.db`)}`
    : `${SERVER}${nameDatabase(dataFolder)}?schema=${name}`;
}

/** The same, of a database that is there: SQLite makes its own. */
export async function prepareDatabase(dataFolder: string, name: string): Promise<string> {
  await createDatabase(dataFolder);
  return findDatabaseUrl(dataFolder, name);
}

/** The variables that name the databases of processes with `variables`; none where the default is meant, or another. */
export async function prepareDatabases(variables: Variables): Promise<Variables> {
  const { DATA_DIR: dataFolder } = variables;
  if (!usesPostgresql || dataFolder === undefined) return {};
  const urls = OWN_DATABASES.map((name) => [nameVariable(name, "DATABASE_URL"), findDatabaseUrl(dataFolder, name)]);
  await createDatabase(dataFolder);
  return Object.fromEntries(urls);
}

/** Makes the database for a data folder as a copy of the demo's. */
export async function copyTemplateDatabase(dataFolder: string): Promise<void> {
  await createDatabase(dataFolder, ` TEMPLATE ${TEMPLATE}`);
}

/** Keeps the database of a data folder as the demo's. */
export async function keepAsTemplate(dataFolder: string): Promise<void> {
  await execute(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
  await execute(`ALTER DATABASE ${nameDatabase(dataFolder)} RENAME TO ${TEMPLATE}`);
}

const created = new Map<string, Promise<void>>();

function createDatabase(dataFolder: string, template = ""): Promise<void> {
  if (!usesPostgresql) return Promise.resolve();
  const name = nameDatabase(dataFolder);
  const known = created.get(name);
  if (known !== undefined) return known;
  const creation = execute(`CREATE DATABASE ${name}${template}`).catch((error: unknown) => {
    // A helper process has made it.
    if ((error as { code?: unknown }).code !== "42P04") throw error;
  });
  created.set(name, creation);
  stopAfterTests(() => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  return creation;
}

function nameDatabase(dataFolder: string): string {
  return `test_${createHash("sha256").update(resolve(dataFolder)).digest("hex").slice(0, 16)}`;
}

async function execute(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${SERVER}postgres` });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
