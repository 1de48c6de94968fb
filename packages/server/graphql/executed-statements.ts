/** One SQL statement and how long its database took, waiting for a transaction included. */
export interface ExecutedStatement {
  readonly sql: string;
  readonly milliseconds: number;
}

/** A request with this header, set to `1`, asks a subgraph in development to tell the statements it executed for it. */
export const STATEMENTS_HEADER = "tell-statements";

/** Where in a response's `extensions` the subgraph tells them, as a list of `ExecutedStatement`. */
export const STATEMENTS_EXTENSION = "statements";

/** Milliseconds since `startedAt`, a moment of `performance.now()`, to the microsecond. */
export function millisecondsSince(startedAt: number): number {
  return roundMilliseconds(performance.now() - startedAt);
}

/** Rounds to the microsecond. */
export function roundMilliseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
