import { requireTime } from "../request-deadline.ts";

/** A transaction is always ended, even after the request's deadline. */
const END_OF_TRANSACTION = /^(?:COMMIT|ROLLBACK)\b/;

/** For a statement inside a transaction. @throws as `requireTime` does, unless `sql` ends the transaction */
export function requireTimeFor(sql: string): void {
  if (!END_OF_TRANSACTION.test(sql)) requireTime();
}
