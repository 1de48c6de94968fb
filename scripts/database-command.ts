import { resolve } from "node:path";
import { StartupError } from "../service/startup-error.ts";
import { readSubgraphConfig } from "../subgraphs/runtime/config.ts";
import type { NamedDatabase } from "../subgraphs/runtime/database/backup/back-up-databases.ts";
import { BackupError } from "../subgraphs/runtime/database/backup/backup-error.ts";
import { findDatabaseFile } from "../subgraphs/runtime/database/open-database.ts";

/** Who refers to another's ids comes first: its copy is the older one, and all that it refers to is in the other. */
const DATABASES = ["comments", "books", "accounts"];

/**
 * Runs a command `<folder> [database…]` of the terminal on the databases of this environment, all when none is named.
 * Whatever is wrong with the command or its work is said in a sentence, with the exit code 1.
 */
export async function runDatabaseCommand(
  usage: string,
  work: (databases: readonly NamedDatabase[], folder: string) => Promise<readonly string[]>,
): Promise<void> {
  const [folder, ...names] = process.argv.slice(2);
  try {
    if (!folder || names.some((name) => !DATABASES.includes(name))) throw new BackupError(usage);
    const chosen = DATABASES.filter((name) => names.length === 0 || names.includes(name));
    const lines = await work(chosen.map(findDatabase), resolve(folder));
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  } catch (error) {
    const isExpected = error instanceof BackupError || error instanceof StartupError;
    process.stderr.write(`${isExpected ? error.message : String((error as Error).stack)}\n`);
    process.exitCode = 1;
  }
}

function findDatabase(name: string): NamedDatabase {
  // It serves nobody: what production asks of a process that does is not needed here.
  const { databaseUrl } = readSubgraphConfig(name, 0, { ...process.env, NODE_ENV: "development" });
  return { name, file: findDatabaseFile(databaseUrl) };
}
