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
    /** The loop's next turn, when it has been held for long enough. Ask again after it: others may have held it since. */
    findWait: () => (heldMs >= MAXIMUM_HOLD_MS ? next() : null),
    /** Runs `execute`, which holds the loop until it returns. */
    time<Result>(execute: () => Result): Result {
      const startedAt = performance.now();
      try {
        return execute();
      } finally {
        heldMs += performance.now() - startedAt;
      }
    },
  };
}
