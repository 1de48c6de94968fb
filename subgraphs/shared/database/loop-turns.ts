/** How long statements, one after the other, may hold the event loop in milliseconds. */
const MAXIMUM_HOLD_MS = 5;

/** Lets the event loop have its turns between statements, each of which holds it. */
export interface LoopTurns {
  /** Whether the loop has been held for long enough. */
  isDue(): boolean;
  /** The loop's next turn; after it `isDue` has to be asked again, for others may have held it since. */
  next(): Promise<void>;
  /** Runs what holds the loop until it returns its promise. */
  time<Result>(execute: () => Promise<Result>): Promise<Result>;
}

/**
 * Without turns, all statements of an operation would run before anything else is read: other requests, and that the one
 * who asked has gone away.
 */
export function createLoopTurns(): LoopTurns {
  let heldMs = 0;
  let nextTurn: Promise<void> | null = null;

  function next(): Promise<void> {
    nextTurn ??= new Promise((resolve) => {
      setImmediate(() => {
        heldMs = 0;
        nextTurn = null;
        resolve();
      });
    });
    return nextTurn;
  }

  return {
    isDue: () => heldMs >= MAXIMUM_HOLD_MS,
    next,
    time(execute) {
      const startedAt = performance.now();
      const result = execute();
      heldMs += performance.now() - startedAt;
      return result;
    },
  };
}
