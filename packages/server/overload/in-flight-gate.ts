import type { ProcessorLoad } from "../process/processor-load.ts";

/** How many requests a process works on at once. */
export interface InFlightLimits {
  /** At no time more. */
  readonly maximum: number;
  /** How long requests may take on the average, in milliseconds, before a busy machine lets fewer in; `Infinity`: any time. */
  readonly targetMs: number;
}

/** Lets requests in, or does not. */
export interface InFlightGate {
  /** Whether another request would be let in. `factor`: by a limit so many times as high. */
  isOpen(factor?: number): boolean;
  /** Lets a request in, which will `finish` and then `leave`. @returns whether it did */
  enter(factor?: number): boolean;
  /** The work on a request is done. It keeps its slot until its answer has left. */
  finish(): void;
  leave(): void;
  /** Whether only requests whose answers have not left yet keep others out. */
  waitsForSending(): boolean;
  /** How many are in. */
  count(): number;
  /** How many may be worked on at once now. */
  countSlots(): number;
}

/** So many keep every core busy, however slow they are. */
const LEAST = 16;
/** A sudden crowd is let in up to this number until it has shown how long it takes. */
const FIRST = 128;
const REST_MS = 1_000;
const WINDOW_MS = 250;
/** A machine this busy does nothing sooner by doing more of it. */
const BUSY = 0.8;
const GROWTH = 1.5;
/** So many in flight on a busy machine show how much it can do. */
const SATURATING = 4;
/** For a crowd, the limit leaves room for what takes this many times the target. */
const CROWD = 2;

/**
 * Makes a gate that finds out how many requests the process, and what it calls, can work on at once. More than that do
 * not get done sooner but all later, until each fails for its time limit after the work on it was done. By Little's law
 * requests take the mean number of them in flight, divided by the rate at which they leave; where that is more than the
 * target, as many are let in as leave within the target time. Only a busy machine does so: requests that wait for
 * something that hangs are no reason to refuse others.
 * @param measureLoad how busy the machine was since it was last asked, from 0 to 1
 * @param readClock milliseconds that never go back
 */
export function createInFlightGate(
  { maximum, targetMs }: InFlightLimits,
  measureLoad: ProcessorLoad,
  readClock: () => number = () => performance.now(),
): InFlightGate {
  const first = targetMs === Infinity ? maximum : Math.min(FIRST, maximum);
  let limit = first;
  /** Requests that are worked on. What a client takes to read its answer says nothing about the work. */
  let working = 0;
  let sending = 0;
  let left = 0;
  let peak = 0;
  /** The integral of `working` over the window, in milliseconds. */
  let area = 0;
  let startedAt = readClock();
  let changedAt = startedAt;

  function change(by: 1 | -1): void {
    const now = readClock();
    if (working === 0 && now - changedAt >= REST_MS) limit = Math.max(limit, first);
    area += working * (now - changedAt);
    changedAt = now;
    working += by;
    peak = Math.max(peak, working);
    // Without one that left there is nothing to tell how long they take.
    if (targetMs < Infinity && now - startedAt >= WINDOW_MS && left > 0) adapt(now);
  }

  function adapt(now: number): void {
    const elapsed = now - startedAt;
    const enough = (left / elapsed) * targetMs;
    const isBusy = measureLoad() >= BUSY;
    const isSaturated = isBusy && area / elapsed >= SATURATING;
    const crowd = isSaturated ? Math.max(LEAST, CROWD * enough) : Infinity;
    limit =
      isBusy && area / left > targetMs
        ? Math.max(Math.min(LEAST, maximum), limit / 2, Math.min(limit, enough))
        : Math.min(maximum, limit * GROWTH, Math.max(first, peak * 2), crowd);
    startedAt = now;
    area = 0;
    left = 0;
    peak = working;
  }

  const isOpen = (factor = 1) => working < limit * factor && working + sending < maximum;
  return {
    isOpen,
    enter(factor) {
      if (!isOpen(factor)) return false;
      change(1);
      return true;
    },
    finish() {
      left += 1;
      sending += 1;
      change(-1);
    },
    leave() {
      sending -= 1;
    },
    waitsForSending: () => working < limit && working + sending >= maximum,
    count: () => working + sending,
    countSlots: () => limit,
  };
}
