import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { PrismaSchema } from "./prisma-schema.ts";
import type { ModelQuery } from "./queries/model-query.ts";
import { findPrismaCalls } from "./queries/prisma-calls.ts";
import { findRawSql } from "./queries/raw-sql.ts";
import { parseTypeScript } from "./queries/typescript-file.ts";

const GENERATED = /(^|\/)(generated|node_modules)\//;

/** Finds every query in the TypeScript files of the folder of the subgraph's SDL, subfolders included. */
export async function findQueries(
  root: string,
  schemaFile: string,
  schema: PrismaSchema,
): Promise<readonly ModelQuery[]> {
  const folder = dirname(schemaFile);
  // SDL that was fetched from a running subgraph has no code beside it.
  if (!existsSync(join(root, schemaFile))) return [];
  const entries = await readdir(join(root, folder), { recursive: true });
  const sources = entries.filter((path) => /\.m?ts$/.test(path) && !GENERATED.test(path)).toSorted();
  const queries = await Promise.all(
    sources.map(async (path) => {
      const file = join(folder, path);
      const parsed = await parseTypeScript(file, await readFile(join(root, file), "utf8"));
      return parsed === null ? [] : [...findPrismaCalls(parsed, schema), ...findRawSql(parsed, schema)];
    }),
  );
  return queries.flat();
}
