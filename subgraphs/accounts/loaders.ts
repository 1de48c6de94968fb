import { createRecordLoader } from "../shared/create-loader.ts";
import type { Accounts } from "./accounts.ts";

/** Batches the reads of one request: one statement for each kind of read. */
export type Loaders = ReturnType<typeof createLoaders>;

export function createLoaders(accounts: Accounts) {
  return { userById: createRecordLoader((ids) => accounts.findByIds(ids)) };
}
