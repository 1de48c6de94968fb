import { BEGINNING, type Cursor } from "./cursor.ts";

/** An event as its table gives it. */
export interface EventRow extends Cursor {
  /** The same in every row: the positions of the oldest event and of the newest. */
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * The statements on a table of events. The events are written in the transactions of the changes. Their positions
 * begin at 1, grow in the order of the commits, have no gaps, and are never given twice: by SQLite's AUTOINCREMENT, or by
 * a trigger of PostgreSQL.
 */
export interface EventTable<Row extends EventRow> {
  /** At most `limit` rows from `position` on, oldest first. */
  readonly read: (position: number, limit: number) => PromiseLike<readonly Row[]>;
  readonly findNewest: () => PromiseLike<Cursor | null>;
  readonly deleteBefore: (position: number) => PromiseLike<unknown>;
}

export interface EventPage<Row> {
  /** Oldest first. */
  readonly events: readonly Row[];
  /** The positions of the oldest event that is kept and of the newest; 0 and 0 before the first. */
  readonly first: number;
  readonly last: number;
}

/** Reads and trims the events of a table. */
export type EventLog<Row extends EventRow> = ReturnType<typeof createEventLog<Row>>;

/** Rows that one statement deletes. Nothing else runs meanwhile. */
const ROWS_AT_ONCE = 1_000;

/** The log in `table`. At least the `retained` latest events are kept. */
export function createEventLog<Row extends EventRow>(table: EventTable<Row>, retained: number) {
  return {
    /**
     * At most `limit` events after `after`. Null: events after it are missing, because they were trimmed, or because the
     * cursor is of another history: another database, or one from a backup.
     */
    async read(after: Cursor, limit: number): Promise<EventPage<Row> | null> {
      // The cursor's own event comes along: if it has changed or gone, others may be missing too.
      const rows = await table.read(after.position, limit + 1);
      if (!isContinued(after, rows)) return null;
      const events = rows.filter(({ position }) => position > after.position).slice(0, limit);
      return { events, first: Number(rows[0]?.first ?? 0), last: Number(rows[0]?.last ?? 0) };
    },

    /** The moment after the newest event. */
    async findEnd(): Promise<Cursor> {
      return (await table.findNewest()) ?? BEGINNING;
    },

    /** Deletes the oldest events beyond the number to keep. */
    async trim(): Promise<void> {
      const [oldest] = await table.read(0, 1);
      if (oldest === undefined) return;
      const keptFrom = Number(oldest.last) - retained + 1;
      for (let { position } = oldest; position < keptFrom; position += ROWS_AT_ONCE) {
        await table.deleteBefore(Math.min(keptFrom, position + ROWS_AT_ONCE));
      }
    },
  };
}

/** Whether `rows` begin at the event of `after`. */
function isContinued(after: Cursor, [first]: readonly EventRow[]): boolean {
  if (after.position === BEGINNING.position) return first === undefined || first.position === 1;
  return first?.position === after.position && first.mark === after.mark;
}
