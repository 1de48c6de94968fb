import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { openAccountsDatabase } from "../../subgraphs/accounts/database/open-accounts.ts";
import { buildTestGraph } from "./graph/build-graph.ts";
import { TEST_SCOPES } from "./graph/test-graph.ts";
import { OWN_DATABASES, OWN_SUBGRAPHS } from "./own-subgraphs.ts";
import type { Variables } from "./process.ts";
import { startSubgraphs } from "./start-subgraphs.ts";
import { stopStarted } from "./started-processes.ts";
import { copyTemplateDatabase, findDatabaseUrl, keepAsTemplate, usesPostgresql } from "./test-database.ts";

const TEMPLATES = join("dist", "test-databases");

/**
 * Lets the subgraphs of this build start once, so that tests can begin with databases that are migrated and have the
 * demo data: a copy costs nothing, and half of a subgraph's first start is making them.
 */
export async function makeTemplateDatabases(): Promise<void> {
  const template = findTemplate();
  await buildTestGraph(basename(template));
  // A server of PostgreSQL is new for each run of the tests.
  if (existsSync(template) && !usesPostgresql) return;
  rmSync(TEMPLATES, { recursive: true, force: true });
  mkdirSync(TEMPLATES);
  const folder = mkdtempSync(join(TEMPLATES, "making-"));
  const { subgraphs } = await startSubgraphs({ DATA_DIR: folder });
  // In good order, so that each database is one file.
  await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  await grantTestScopes(findDatabaseUrl(resolve(folder), "accounts"));
  if (usesPostgresql) await keepAsTemplate(folder);
  await stopStarted();
  renameSync(folder, template);
}

/** Lets the demo user editor write in the tests' own graph too. */
async function grantTestScopes(databaseUrl: string): Promise<void> {
  const { prisma } = await openAccountsDatabase({ name: "accounts", databaseUrl, logLevel: "info" });
  await prisma.$executeRaw`UPDATE "User" SET "scopes" = trim("scopes" || ${` ${TEST_SCOPES}`}) WHERE "username" = 'editor'`;
  await prisma.$disconnect();
}

/** Whether processes with these variables put the demo data into new databases, as the template has it. */
export function hasDemoData(variables: Variables): boolean {
  return !("NODE_ENV" in variables || "SEED_DEMO" in variables);
}

/** Fills `folder`, in which nothing has started yet, with the databases of all subgraphs, but none of their keys. */
export async function copyTemplateDatabases(folder: string): Promise<void> {
  if (usesPostgresql) return copyTemplateDatabase(folder);
  const template = findTemplate();
  await cp(template, folder, {
    recursive: true,
    filter: (path) => path === template || path.endsWith(".db"),
  });
}

/** Where the template of this build is: of other code or other migrations, it is another one. */
function findTemplate(): string {
  const hash = createHash("sha256");
  const folders = OWN_DATABASES.map((name) => join("dist", "prisma", name, "migrations"));
  for (const folder of folders) for (const file of listFiles(folder)) hash.update(readFileSync(file));
  for (const name of OWN_SUBGRAPHS) hash.update(readFileSync(join("dist", "subgraphs", name, "main.js")));
  for (const file of listFiles(join("tests", "support", "graph"))) hash.update(readFileSync(file));
  // A bundle imports its chunks by names that tell their contents.
  return join(TEMPLATES, hash.digest("hex").slice(0, 16));
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
