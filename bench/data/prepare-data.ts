import { cpSync } from "node:fs";
import { join } from "node:path";
import type { PublishedKeys } from "../keys.ts";
import { endProcess } from "../measure/pinned-process.ts";
import { SUBGRAPHS, startSubgraphs } from "../systems/own-subgraphs.ts";
import { fillDatabases } from "./fill-databases.ts";
import { readRows, withDatabase } from "./fill-table.ts";

/** The demo's data, or so many books and as many comments. */
export type Rows = "demo" | number;

/** Databases that no process serves, one file for each subgraph. */
export interface PreparedData {
  readonly rows: Rows;
  readonly folder: string;
  /** The oldest books and comments, by their ids. */
  readonly bookIds: readonly string[];
  readonly commentIds: readonly string[];
}

const KNOWN_IDS = 20;

/** Migrates new databases in `folder`, as the subgraphs themselves do, and fills them. */
export async function prepareData(folder: string, rows: Rows, keys: PublishedKeys): Promise<PreparedData> {
  const isDemo = rows === "demo";
  // The users of the demo are wanted in any case: one of them is the caller.
  const subgraphs = await startSubgraphs(folder, keys, (name) => ({
    NODE_ENV: "development",
    SEED_DEMO: isDemo || name === "accounts" ? "1" : "0",
  }));
  await Promise.all([...subgraphs.processes.values()].map((child) => endProcess(child, "SIGTERM")));
  if (!isDemo) await fillDatabases(folder, rows);
  return {
    rows,
    folder,
    bookIds: await readIds(join(folder, "books.db"), "Book"),
    commentIds: await readIds(join(folder, "comments.db"), "Comment"),
  };
}

/** A copy without what this project's own subgraphs keep by triggers: others do not pay for it. */
export async function copyPlainly(data: PreparedData, folder: string): Promise<PreparedData> {
  cpSync(data.folder, folder, { recursive: true });
  for (const name of SUBGRAPHS) {
    await withDatabase(join(folder, `${name}.db`), async (database) => {
      const triggers = await readRows(database, "SELECT name FROM sqlite_master WHERE type = 'trigger'");
      for (const [trigger] of triggers) await database.executeScript(`DROP TRIGGER "${trigger}"`);
    });
  }
  return { ...data, folder };
}

function readIds(file: string, table: string): Promise<string[]> {
  return withDatabase(file, async (database) => {
    const rows = await readRows(database, `SELECT id FROM "${table}" ORDER BY id LIMIT ${KNOWN_IDS}`);
    return rows.map(([id]) => String(id));
  });
}
