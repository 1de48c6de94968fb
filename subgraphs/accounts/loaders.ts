import DataLoader from "dataloader";
import type { Accounts } from "./accounts.ts";
import type { UserRecord } from "./records.ts";

/** Batches the reads of one request: whatever it asks for, one statement per kind of read. */
export interface Loaders {
  readonly userById: DataLoader<string, UserRecord | null>;
}

export function createLoaders(accounts: Pick<Accounts, "findByIds">): Loaders {
  return { userById: new DataLoader((ids) => accounts.findByIds(ids)) };
}
