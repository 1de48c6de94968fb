import DataLoader from "dataloader";

/** Bounds how long one statement holds the event loop. */
const MAXIMUM_BATCH_SIZE = 500;

/** Batches reads: `read` is called once for all ids of a turn, and answers in their order. */
export function createLoader<Value>(
  read: (ids: readonly string[]) => Promise<readonly Value[]>,
): DataLoader<string, Value> {
  return new DataLoader(read, { maxBatchSize: MAXIMUM_BATCH_SIZE });
}

/** Batches reads of records by their ids, null where there is none. `read` may answer in any order. */
export function createRecordLoader<Item extends { readonly id: string }>(
  read: (ids: readonly string[]) => Promise<readonly Item[]>,
): DataLoader<string, Item | null> {
  return createLoader(async (ids) => {
    const byId = new Map((await read(ids)).map((item) => [item.id, item]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}
