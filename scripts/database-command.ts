import { resolve } from "node:path";
import { readCommandConfig } from "../subgraphs/shared/config.ts";
import type { NamedDatabase } from "../subgraphs/shared/database/backup/back-up-databases.ts";
import { findDatabaseFile } from "../subgraphs/shared/database/open-database.ts";
import { isPostgresql, readConnectionSettings } from "../subgraphs/shared/database/postgresql/connection-settings.ts";
import { CommandError, nameCommand, readArguments, runCommand } from "./command-line.ts";
import { listDatabases } from "./list-subgraphs.ts";

/**
 * Runs a command `<folder> [database…]` on the databases of this environment, on all when none is named. A failure is
 * one sentence, with the exit code 1.
 * @param script its name in package.json
 * @param argument its folder, in the usage
 */
export async function runDatabaseCommand(
  script: string,
  argument: string,
  work: (databases: readonly NamedDatabase[], folder: string) => Promise<readonly string[]>,
): Promise<void> {
  await runCommand({ prefix: "", exitCode: 1 }, async () => {
    const all = listDatabases();
    const wholeUsage = `usage: ${nameCommand(script)} ${argument} ${all.map((name) => `[${name}]`).join(" ")}`;
    const { positionals } = readArguments(wholeUsage, { allowPositionals: true });
    const [folder, ...names] = positionals;
    if (!folder || names.some((name) => !all.includes(name))) throw new CommandError(wholeUsage);
    const chosen = all.filter((name) => names.length === 0 || names.includes(name));
    const lines = await work(chosen.map(findDatabase), resolve(folder));
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    return 0;
  });
}

function findDatabase(name: string): NamedDatabase {
  const { databaseUrl } = readCommandConfig(name, process.env);
  if (isPostgresql(databaseUrl)) {
    const { host, port, user, database, schema } = readConnectionSettings(databaseUrl);
    const server = `--host=${host} --port=${port} --username=${user}`;
    // A schema alone would come without the extensions that its indexes need.
    throw new CommandError(
      `the database of ${name} is one of PostgreSQL, which has its own tools: pg_dump --format=custom --schema=${schema} --extension="*" ${server} --file=${name}.dump ${database}; and to restore it: pg_restore --clean --if-exists --single-transaction ${server} --dbname=<an empty database> ${name}.dump`,
    );
  }
  return { name, file: findDatabaseFile(databaseUrl) };
}
