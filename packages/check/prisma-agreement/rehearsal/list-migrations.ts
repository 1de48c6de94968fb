import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { buildGit } from "../../base/git.ts";
import type { Migration } from "./rehearse-migrations.ts";

/**
 * Reads the migrations of `folder` in their order: those of the commit `baseCommit`, and those added since. Without a
 * commit, only the newest counts as added.
 */
export async function listMigrations(
  root: string,
  folder: string,
  baseCommit: string | null,
): Promise<{ readonly old: readonly Migration[]; readonly added: readonly Migration[] }> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const migrations = await Promise.all(names.toSorted().map((name) => readMigration(root, folder, name)));
  const known = baseCommit === null ? null : await listKnownFiles(root, folder, baseCommit);
  if (known === null) return { old: migrations.slice(0, -1), added: migrations.slice(-1) };
  return {
    old: migrations.filter(({ file }) => known.has(file)),
    added: migrations.filter(({ file }) => !known.has(file)),
  };
}

async function readMigration(root: string, folder: string, name: string): Promise<Migration> {
  const file = join(folder, name, "migration.sql");
  return { name, file, sql: await readFile(join(root, file), "utf8") };
}

async function listKnownFiles(root: string, folder: string, commit: string): Promise<ReadonlySet<string> | null> {
  const answer = await buildGit(root)("ls-tree", "-r", "-z", "--name-only", commit, "--", `${folder}/`);
  return answer.succeeded ? new Set(answer.output.split("\0")) : null;
}
