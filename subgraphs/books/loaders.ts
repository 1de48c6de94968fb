import { createRecordLoader } from "../shared/create-loader.ts";
import type { Books } from "./books.ts";

/** Batches the reads of one request: one statement for each kind of read. */
export type Loaders = ReturnType<typeof createLoaders>;

export function createLoaders(books: Books) {
  return { bookById: createRecordLoader((ids) => books.findByIds(ids)) };
}
