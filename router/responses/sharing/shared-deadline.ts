import type { Cancellable, OperationDeadline } from "../../transport/operation-deadline.ts";

/** The deadline of work that several requests wait for: the first request's. It ends when all clients have left. */
export interface SharedDeadline extends OperationDeadline {
  /** Adds a request. Without effect once all clients have left. */
  join(deadline: OperationDeadline): void;
}

/** Starts with the deadline of the first request. */
export function createSharedDeadline(first: OperationDeadline): SharedDeadline {
  const deadline = new JoinedDeadline(() => first.remainingMs());
  deadline.join(first);
  return deadline;
}

class JoinedDeadline implements SharedDeadline {
  readonly remainingMs: () => number;
  isCancelled = false;
  #waiting = 0;
  readonly #works = new Set<Cancellable>();

  constructor(remainingMs: () => number) {
    this.remainingMs = remainingMs;
  }

  join(deadline: OperationDeadline): void {
    this.#waiting += 1;
    if (deadline.isCancelled) this.#leave();
    else deadline.onCancel({ cancel: () => this.#leave() });
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
