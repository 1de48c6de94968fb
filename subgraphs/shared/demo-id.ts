import { UUID } from "uuidv7";

/** The date of the first demo data. */
const DEMO_EPOCH = Date.UTC(2026, 0, 5, 9);
const HOUR_MS = 3_600_000;

const KINDS = ["user", "book", "comment"] as const;

/** The date of the demo's `index`-th item: an hour after the one before. */
export function demoTime(index: number): Date {
  return new Date(DEMO_EPOCH + index * HOUR_MS);
}

/**
 * The id of the demo's `index`-th `kind`: a UUIDv7 that is the same in every process, so that the demo data of one
 * subgraph can refer to that of another.
 */
export function demoId(kind: (typeof KINDS)[number], index: number): string {
  const time = demoTime(index).getTime();
  return UUID.fromFieldsV7(time, KINDS.indexOf(kind), 0, index).toString();
}
