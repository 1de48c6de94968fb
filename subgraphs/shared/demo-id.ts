import { UUID } from "uuidv7";

/** When the demo data pretends to begin. */
const DEMO_EPOCH = Date.UTC(2026, 0, 5, 9);
const HOUR_MS = 3_600_000;

const KINDS = ["user", "book", "comment"] as const;

/** The moment the demo's `index`-th thing was made: an hour after the one before. */
export function demoTime(index: number): Date {
  return new Date(DEMO_EPOCH + index * HOUR_MS);
}

/**
 * The id of the demo's `index`-th `kind`: a UUIDv7 that is the same in every process, so that one subgraph's demo
 * data can point at another's without asking it.
 */
export function demoId(kind: (typeof KINDS)[number], index: number): string {
  const time = demoTime(index).getTime();
  return UUID.fromFieldsV7(time, KINDS.indexOf(kind), 0, index).toString();
}
