import type { Cancellable, RequestLifetime } from "../../transport/request-lifetime.ts";

/** The lifetime of work that several requests wait for: while one of their clients is there, but no longer than the first. */
export interface SharedLifetime extends RequestLifetime {
  /** Adds a request. Without effect once all clients have gone. */
  join(lifetime: RequestLifetime): void;
}

/** A lifetime that `first` begins. */
export function createSharedLifetime(first: RequestLifetime): SharedLifetime {
  const lifetime = new JoinedLifetime(() => first.remainingMs());
  lifetime.join(first);
  return lifetime;
}

class JoinedLifetime implements SharedLifetime {
  readonly remainingMs: () => number;
  isCancelled = false;
  #waiting = 0;
  readonly #works = new Set<Cancellable>();

  constructor(remainingMs: () => number) {
    this.remainingMs = remainingMs;
  }

  join(lifetime: RequestLifetime): void {
    this.#waiting += 1;
    if (lifetime.isCancelled) this.#leave();
    else lifetime.onCancel({ cancel: () => this.#leave() });
  }

  onCancel(work: Cancellable): void {
    this.#works.add(work);
  }

  offCancel(work: Cancellable): void {
    this.#works.delete(work);
  }

  #leave(): void {
    this.#waiting -= 1;
    if (this.#waiting > 0) return;
    this.isCancelled = true;
    for (const work of this.#works) work.cancel();
  }
}
