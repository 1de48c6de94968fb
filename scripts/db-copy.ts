import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { copyDatabase } from "../subgraphs/shared/database/copy/copy-database.ts";
import { isPostgresql, readConnectionSettings } from "../subgraphs/shared/database/postgresql/connection-settings.ts";
import { CommandError, nameCommand, readArguments, runCommand } from "./command-line.ts";
import { listDatabases } from "./list-subgraphs.ts";

// `npm run db:copy -- --from file:<data folder> --to postgresql://…`: copies the databases of SQLite in a folder to one of
// PostgreSQL, each into a schema of its own. No process may use them.

const USAGE = `usage: ${nameCommand("db:copy")} --from file:<data folder> --to postgresql://user:password@host/database`;

interface Copying {
  readonly name: string;
  readonly file: string;
  readonly url: string;
}

function readCopying(): Copying[] {
  const { values } = readArguments(USAGE, { options: { from: { type: "string" }, to: { type: "string" } } });
  const { from, to } = values;
  if (typeof from !== "string" || typeof to !== "string") throw new CommandError(USAGE);
  if (!from.startsWith("file:") || !isPostgresql(to)) throw new CommandError(USAGE);
  const folder = resolve(from.slice("file:".length));
  const copying = listDatabases().map((name) => ({
    name,
    file: join(folder, `${name}.db`),
    url: chooseSchema(to, name),
  }));
  const missing = copying.find(({ file }) => !existsSync(file));
  if (missing !== undefined) throw new CommandError(`there is no database ${missing.file}`);
  return copying;
}

function chooseSchema(to: string, schema: string): string {
  try {
    readConnectionSettings(to);
  } catch (error) {
    throw new CommandError(`--to ${(error as Error).message}`);
  }
  const url = new URL(to);
  if (url.searchParams.has("schema")) throw new CommandError("--to may name no schema: each subgraph gets its own");
  url.searchParams.set("schema", schema.replaceAll("-", "_"));
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
