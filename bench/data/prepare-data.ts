import { cpSync } from "node:fs";
import { join } from "node:path";
import type { PublishedKeys } from "../keys.ts";
import { endProcess } from "../measure/pinned-process.ts";
import { SUBGRAPHS, startSubgraphs } from "../systems/own-subgraphs.ts";
import { fillDatabases } from "./fill-databases.ts";
import { readColumn, withDatabase } from "./fill-table.ts";

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
  if (!isDemo) fillDatabases(folder, rows);
  return {
    rows,
    folder,
    bookIds: readIds(join(folder, "books.db"), "Book"),
    commentIds: readIds(join(folder, "comments.db"), "Comment"),
  };
}

/** A copy without what this project's own subgraphs keep by triggers: others do not pay for it. */
export function copyPlainly(data: PreparedData, folder: string): PreparedData {
  cpSync(data.folder, folder, { recursive: true });
  for (const name of SUBGRAPHS) {
    withDatabase(join(folder, `${name}.db`), (database) => {
      for (const trigger of readColumn(database, "SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
        database.exec(`DROP TRIGGER "${trigger}"`);
      }
    });
  }
  return { ...data, folder };
}

function readIds(file: string, table: string): string[] {
  return withDatabase(file, (database) =>
    readColumn(database, `SELECT id FROM "${table}" ORDER BY id LIMIT ${KNOWN_IDS}`),
  );
}
