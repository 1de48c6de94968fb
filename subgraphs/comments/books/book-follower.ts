import { setTimeout as delay } from "node:timers/promises";
import { ExponentialBackoff } from "cockatiel";
import type { FastifyBaseLogger } from "fastify";
import type { ProcessLock, TryLock } from "../../shared/database/try-lock.ts";
import type { BookEventSource } from "./book-event-source.ts";
import { compareAllBooks } from "./compare-books.ts";
import type { KnownBooks } from "./known-books.ts";

export interface FollowerState {
  /**
   * `comparing`: all books are compared with the known ones. `interrupted`: books does not answer. `standby`: another
   * process follows for this database; this one takes over when it ends.
   */
  readonly phase: "starting" | "following" | "comparing" | "interrupted" | "standby";
  /** The position of the last applied event. */
  readonly position: number;
  /** Events that were not applied yet when books answered last; null: not known. */
  readonly lag: number | null;
  /** When books answered last, in ISO 8601. A feed without events answers every 20 seconds. */
  readonly heardAt: string | null;
}

/** Short enough that comments has caught up within two seconds of the return of books. */
const BACKOFF = { initialDelay: 100, maxDelay: 1_000 };

const STANDBY_MS = 500;

export interface Following {
  readonly source: BookEventSource;
  readonly knownBooks: KnownBooks;
  /** Two processes that compare at once would undo each other's work. */
  readonly tryLock: TryLock;
  readonly log: FastifyBaseLogger;
}

/** Follows `source` until it is stopped, through all failures, while no other process of the same database does. */
export function startBookFollower({ source, knownBooks, tryLock, log }: Following) {
  const stopping = new AbortController();
  let lock: ProcessLock | null = null;
  /** Aborts when this process has to follow no longer. */
  let { signal } = stopping;
  let state: FollowerState = { phase: "starting", position: 0, lag: null, heardAt: null };

  function note(change: Partial<FollowerState>): void {
    state = { ...state, ...change };
  }

  function noteHeard(phase: "following" | "comparing", position: number, lag: number | null): void {
    if (state.phase === "interrupted") log.info("books is followed again");
    note({ phase, position, lag, heardAt: new Date().toISOString() });
  }

  function noteInterruption(error: unknown): void {
    if (state.phase !== "interrupted") log.warn({ err: error }, "books cannot be followed; trying again");
    note({ phase: "interrupted" });
  }

  function noteGone(count: number): void {
    if (count > 0) log.info({ count }, "deleted books have been forgotten, and their comments with them");
  }

  async function step(): Promise<void> {
    const { cursor, position } = await knownBooks.findPosition();
    if (cursor === null) return compare();
    note({ position });
    // After an interruption, the return of books must show before the next event.
    const answer = await source.read({ after: cursor, waits: state.phase === "following" }, signal);
    if (answer.kind === "resync") {
      log.warn({ position }, "the events from here on cannot be had: all books are compared");
      return compare();
    }
    signal.throwIfAborted();
    noteGone(await knownBooks.applyEvents(answer));
    noteHeard("following", answer.position, Math.max(0, answer.last - answer.position));
  }

  async function compare(): Promise<void> {
    for await (const { position, gone } of compareAllBooks(source, knownBooks, signal)) {
      noteGone(gone);
      noteHeard("comparing", position, null);
    }
    log.info({ position: state.position }, "the known books are those of books");
  }

  async function follow(): Promise<void> {
    let backoff = new ExponentialBackoff(BACKOFF).next();
    while (!stopping.signal.aborted) {
      try {
        await followOrStandBy();
        backoff = new ExponentialBackoff(BACKOFF).next();
      } catch (error) {
        if (stopping.signal.aborted) break;
        noteInterruption(error);
        await pause(backoff.duration);
        backoff = backoff.next(undefined);
      }
    }
    await lock?.release();
  }

  async function followOrStandBy(): Promise<void> {
    if (lock === null || lock.lost.aborted) await takeLock();
    if (lock !== null) return step();
    note({ phase: "standby" });
    await pause(STANDBY_MS);
  }

  async function takeLock(): Promise<void> {
    lock = await tryLock();
    if (lock !== null) signal = AbortSignal.any([stopping.signal, lock.lost]);
  }

  function pause(milliseconds: number): Promise<void> {
    return delay(milliseconds, undefined, stopping).catch(() => undefined);
  }

  const ended = follow();
  return {
    findState: () => state,
    /** Ends the following. @returns once nothing is written any more */
    async stop(): Promise<void> {
      stopping.abort();
      await ended;
    },
  };
}
