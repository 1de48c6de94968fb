import { serviceUnavailable } from "../../service/error-codes.ts";

/** Runs work that is dear, a little of it at once. */
export interface WorkQueue {
  /** Runs `work` when its turn comes. @throws SERVICE_UNAVAILABLE at once when too much is waiting */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** How much work a queue takes. */
export interface WorkQueueSettings {
  readonly atOnce: number;
  readonly waiting: number;
}

/** Makes a queue; the first to come is the first to run. */
export function createWorkQueue({ atOnce, waiting }: WorkQueueSettings): WorkQueue {
  const turns: (() => void)[] = [];
  let running = 0;

  async function waitForTurn(): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    if (turns.length >= waiting) throw serviceUnavailable("Too many sign-ins at once. Try again soon.");
    await new Promise<void>((resolve) => turns.push(resolve));
  }

  // The place passes straight to who waits longest: nobody who comes between can take it.
  function passTurn(): void {
    const next = turns.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async run(work) {
      await waitForTurn();
      try {
        return await work();
      } finally {
        passTurn();
      }
    },
  };
}
