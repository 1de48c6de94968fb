/** How long consecutive statements may hold the event loop. */
const MAXIMUM_HOLD_MS = 5;

/**
 * Gives the event loop turns between statements, which hold it. Without turns, all statements of an operation would run
 * before the process reads anything else: other requests, and the departure of a client.
 */
export function createLoopTurns() {
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
    /** Whether the loop has been held for long enough. */
    isDue: () => heldMs >= MAXIMUM_HOLD_MS,
    /** The loop's next turn. Ask `isDue` again after it: other statements may have held the loop since. */
    next,
    /** Runs `execute`, which holds the loop until it returns its promise. */
    time<Result>(execute: () => Promise<Result>): Promise<Result> {
      const startedAt = performance.now();
      const result = execute();
      heldMs += performance.now() - startedAt;
      return result;
    },
  };
}
