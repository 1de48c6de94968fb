import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type PreparedData, prepareData, type Rows } from "./data/prepare-data.ts";
import { CALLER_ID } from "./data/rows.ts";
import { type PublishedKeys, publishKeys } from "./keys.ts";

const SCOPES = "books:write comments:moderate";

/** What all parts of a run share; gone after it. */
export interface RunFolder {
  readonly folder: string;
  readonly keys: PublishedKeys;
  /** Databases with so many rows, made when they are first asked for. */
  findData(rows: Rows): Promise<PreparedData>;
  remove(): void;
}

export async function createRunFolder(): Promise<RunFolder> {
  const folder = mkdtempSync(join(tmpdir(), "supergraph-bench-"));
  const keys = await publishKeys(folder, CALLER_ID, SCOPES);
  const known = new Map<Rows, Promise<PreparedData>>();
  return {
    folder,
    keys,
    findData(rows) {
      const data = known.get(rows) ?? prepareData(join(folder, `data-${rows}`), rows, keys);
      known.set(rows, data);
      return data;
    },
    remove() {
      keys.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
