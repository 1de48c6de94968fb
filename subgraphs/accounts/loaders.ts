import type DataLoader from "dataloader";
import { createLoader } from "../shared/create-loader.ts";
import type { Accounts } from "./accounts.ts";
import type { UserRecord } from "./records.ts";

/** Batches the reads of one request: one statement for each kind of read. */
export interface Loaders {
  readonly userById: DataLoader<string, UserRecord | null>;
}

export function createLoaders(accounts: Accounts): Loaders {
  return { userById: createLoader((ids) => accounts.findByIds(ids)) };
}
