import DataLoader from "dataloader";

/** Prisma splits a longer list of values into several statements of one implicit transaction. */
const MAXIMUM_BATCH_SIZE = 500;

/** Batches reads: `read` is called once for all ids asked for in one turn, and answers in their order. */
export function createLoader<Value>(
  read: (ids: readonly string[]) => Promise<readonly Value[]>,
): DataLoader<string, Value> {
  return new DataLoader(read, { maxBatchSize: MAXIMUM_BATCH_SIZE });
}
