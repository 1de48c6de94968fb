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
  /** Calls `listener` once if the client goes away from now on. */
  onCancel(listener: () => void): void;
  /** Takes `onCancel` back. */
  offCancel(listener: () => void): void;
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
  readonly #listeners = new Set<() => void>();

  constructor(timeoutMs: number) {
    this.#endsAt = performance.now() + timeoutMs;
  }

  remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  onCancel(listener: () => void): void {
    this.#listeners.add(listener);
  }

  offCancel(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  cancel(): void {
    this.isCancelled = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
