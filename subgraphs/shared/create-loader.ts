import DataLoader from "dataloader";

/** Bounds how long one statement holds the event loop. */
const MAXIMUM_BATCH_SIZE = 500;

/** Batches reads: `read` is called once for all ids of a turn, and answers in their order. */
export function createLoader<Value>(
  read: (ids: readonly string[]) => Promise<readonly Value[]>,
): DataLoader<string, Value> {
  return new DataLoader(read, { maxBatchSize: MAXIMUM_BATCH_SIZE });
}
