import type { ServerResponse } from "node:http";

/**
 * How long the work for one client request may go on: until its time is up, or until the client goes away. It takes
 * the place of an `AbortSignal`, which costs more to make than a fetch costs beside its I/O.
 */
export interface RequestLifetime {
  /** Whether the client has gone away: whatever is still fetched, nobody will read. */
  readonly isCancelled: boolean;
  /** What is left of the request's time, in milliseconds; 0 or less when it is up. */
  remainingMs(): number;
  /** Cancels `work` if the client goes away from now on. */
  onCancel(work: Cancellable): void;
  /** Takes `onCancel` back. */
  offCancel(work: Cancellable): void;
}

/** What is of no use to a client that has gone away. */
export interface Cancellable {
  cancel(): void;
}

/** A lifetime of `timeoutMs` from now, which nothing ends before. */
export function createLifetime(timeoutMs: number): RequestLifetime {
  return new Lifetime(timeoutMs);
}

/** The lifetime of the request that `response` answers: `timeoutMs` from now, and no longer than its connection. */
export function createRequestLifetime(timeoutMs: number, response: ServerResponse): RequestLifetime {
  const lifetime = new Lifetime(timeoutMs);
  response.once("close", () => {
    if (!response.writableFinished) lifetime.cancel();
  });
  return lifetime;
}

class Lifetime implements RequestLifetime {
  isCancelled = false;
  readonly #endsAt: number;
  /** The fetches under way: one or two, at times a few more. */
  readonly #works: Cancellable[] = [];

  constructor(timeoutMs: number) {
    this.#endsAt = performance.now() + timeoutMs;
  }

  remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  onCancel(work: Cancellable): void {
    this.#works.push(work);
  }

  offCancel(work: Cancellable): void {
    const index = this.#works.indexOf(work);
    if (index >= 0) this.#works.splice(index, 1);
  }

  cancel(): void {
    this.isCancelled = true;
    // Each takes itself off the list as it is cancelled.
    for (const work of [...this.#works]) work.cancel();
  }
}
