/** One SQL statement and how long its database took, waiting for a transaction included. */
export interface ExecutedStatement {
  readonly sql: string;
  readonly milliseconds: number;
}

/** In development, this header set to `1` asks a subgraph for the statements that it executed for the request. */
export const STATEMENTS_HEADER = "tell-statements";

/** The member of a response's `extensions` that lists them, each an `ExecutedStatement`. */
export const STATEMENTS_EXTENSION = "statements";

/** Milliseconds since `startedAt`, a moment of `performance.now()`, to the microsecond. */
export function millisecondsSince(startedAt: number): number {
  return roundMilliseconds(performance.now() - startedAt);
}

/** Rounds to the microsecond. */
export function roundMilliseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
