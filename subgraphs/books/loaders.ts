import type DataLoader from "dataloader";
import { createLoader } from "../shared/create-loader.ts";
import type { Books } from "./books.ts";
import type { BookRecord } from "./records.ts";

/** Batches the reads of one request: one statement for each kind of read. */
export interface Loaders {
  readonly bookById: DataLoader<string, BookRecord | null>;
}

export function createLoaders(books: Books): Loaders {
  return { bookById: createLoader((ids) => books.findByIds(ids)) };
}
