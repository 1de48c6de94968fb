import type { ProcessorLoad } from "../process/processor-load.ts";

/** How many requests a process works on at once. */
export interface InFlightLimits {
  readonly maximum: number;
  /** Mean time of requests, in milliseconds, above which a busy machine lets fewer in; `Infinity`: none. */
  readonly targetMs: number;
}

/** So many keep every core busy, even when they are slow. */
const LEAST = 16;
/** The limit for a sudden crowd, until its time is known. */
const FIRST = 128;
const REST_MS = 1_000;
const WINDOW_MS = 250;
/** On a machine this busy, more work at once gets nothing done sooner. */
const BUSY = 0.8;
const GROWTH = 1.5;
/** So many in flight on a busy machine show its capacity. */
const SATURATING = 4;
/** For a crowd, the limit allows requests that take this many times the target. */
const CROWD = 2;

/**
 * Makes a gate that finds out how many requests the process, and what it calls, can work on at once. With more than that,
 * all get done later, until each fails for its time limit after the work was done. By Little's law, the mean time of
 * requests is the mean number in flight divided by the rate at which they leave. Above the target, the gate lets in as
 * many as leave within the target time. It does so on a busy machine only: requests that wait for something that hangs
 * are no reason to refuse others.
 * @param measureLoad the load of the machine since the last call, from 0 to 1
 * @param readClock milliseconds that never go back
 */
export function createInFlightGate(
  { maximum, targetMs }: InFlightLimits,
  measureLoad: ProcessorLoad,
  readClock: () => number = () => performance.now(),
) {
  const first = targetMs === Infinity ? maximum : Math.min(FIRST, maximum);
  let limit = first;
  /** Requests that are worked on. The time a client takes to read says nothing about the work. */
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
    // Without a request that left, their time is unknown.
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
    /** Whether another request would be let in. `factor` multiplies the limit. */
    isOpen,
    /** Lets a request in if it can; it will then `finish` and `leave`. @returns whether it did */
    enter(factor?: number): boolean {
      if (!isOpen(factor)) return false;
      change(1);
      return true;
    },
    /** The work on a request is done. It keeps its slot until its answer is sent. */
    finish(): void {
      left += 1;
      sending += 1;
      change(-1);
    },
    leave(): void {
      sending -= 1;
    },
    /** Whether only requests with unsent answers keep others out. */
    waitsForSending: () => working < limit && working + sending >= maximum,
    count: () => working + sending,
    countSlots: () => limit,
  };
}
