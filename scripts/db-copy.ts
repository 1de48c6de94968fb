import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { copyDatabase } from "../subgraphs/shared/database/copy/copy-database.ts";
import { isPostgresql, readConnectionSettings } from "../subgraphs/shared/database/postgresql/connection-settings.ts";
import { CommandError, nameCommand, readArguments, runCommand } from "./command-line.ts";
import { listDatabases } from "./list-subgraphs.ts";

// `npm run db:copy -- --from file:<data folder> --to postgresql://… [database…]`: copies the databases of SQLite in a folder
// to one of PostgreSQL, each into a schema of its own. No process may use them.

const ARGUMENTS = "--from file:<data folder> --to postgresql://user:password@host/database";

interface Copying {
  readonly name: string;
  readonly file: string;
  readonly url: string;
}

function readCopying(): Copying[] {
  const all = listDatabases();
  const usage = `usage: ${nameCommand("db:copy")} ${ARGUMENTS} ${all.map((name) => `[${name}]`).join(" ")}`;
  const { values, positionals } = readArguments(usage, {
    options: { from: { type: "string" }, to: { type: "string" } },
    allowPositionals: true,
  });
  const { from, to } = values;
  if (positionals.some((name) => !all.includes(name))) throw new CommandError(usage);
  if (typeof from !== "string" || typeof to !== "string") throw new CommandError(usage);
  if (!from.startsWith("file:") || !isPostgresql(to)) throw new CommandError(usage);
  const folder = resolve(from.slice("file:".length));
  const chosen = all.filter((name) => positionals.length === 0 || positionals.includes(name));
  const copying = chosen.map((name) => ({
    name,
    file: join(folder, `${name}.db`),
    url: chooseSchema(to, name, chosen.length === 1),
  }));
  const missing = copying.find(({ file }) => !existsSync(file));
  if (missing !== undefined) throw new CommandError(`there is no database ${missing.file}`);
  return copying;
}

function chooseSchema(to: string, name: string, isAlone: boolean): string {
  try {
    readConnectionSettings(to);
  } catch (error) {
    throw new CommandError(`--to ${(error as Error).message}`);
  }
  const url = new URL(to);
  if (!url.searchParams.has("schema")) url.searchParams.set("schema", name.replaceAll("-", "_"));
  else if (!isAlone) throw new CommandError("--to may name a schema for one database alone: each gets its own");
  return url.href;
}

await runCommand({ prefix: "", exitCode: 1 }, async () => {
  for (const { name, file, url } of readCopying()) {
    for (const { table, rows, checksum } of await copyDatabase(name, file, url)) {
      process.stdout.write(`${name}\t${table}\t${rows} rows, the same in both: ${checksum.slice(0, 16)}\n`);
    }
  }
  return 0;
});
