import { wholeNumber } from "../../../packages/server/process/environment.ts";
import { finishAnyway } from "../request-deadline.ts";

/** How many of the latest events of a log are kept: a variable of the environment. */
export const retainedEvents = () => wholeNumber(1, 100_000_000).default(100_000);

/** Trims `log`, which keeps `retained` events, each time it has grown by a hundredth of that. */
export function createTrimming(
  log: { trim(): Promise<void> },
  retained: number,
  reportFailure: (error: unknown) => void,
) {
  const interval = Math.ceil(retained / 100);
  let written = 0;
  let isDue = false;
  let underWay: Promise<void> | null = null;

  async function trim(): Promise<void> {
    try {
      while (isDue) {
        isDue = false;
        await log.trim();
      }
    } catch (error) {
      // Too many events do no harm; a later event tries again.
      reportFailure(error);
    } finally {
      underWay = null;
    }
  }

  return {
    /** An event was written. */
    note(): void {
      written += 1;
      if (written % interval !== 0) return;
      isDue = true;
      underWay ??= finishAnyway(trim);
    },
    /** Waits for a trim that is running. */
    async settle(): Promise<void> {
      await underWay;
    },
  };
}
