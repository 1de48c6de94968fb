import { UUID } from "uuidv7";

/** The date of the first demo data. */
const DEMO_EPOCH = Date.UTC(2026, 0, 5, 9);
const HOUR_MS = 3_600_000;

/** The series of the users' ids. Each other kind of demo data takes a number of its own, up to 4095. */
export const USER_SERIES = 0;

/** The date of the demo's `index`-th item: an hour after the one before. */
export function demoTime(index: number): Date {
  return new Date(DEMO_EPOCH + index * HOUR_MS);
}

/** The id of the `index`-th item of a series: a UUIDv7 that is the same in every process, for references. */
export function demoId(series: number, index: number): string {
  return UUID.fromFieldsV7(demoTime(index).getTime(), series, 0, index).toString();
}
