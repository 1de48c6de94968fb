import { OperationDeadline } from "../../transport/operation-deadline.ts";

/** The deadline of work that several requests wait for: the first request's. It ends when all clients have left. */
export class SharedDeadline extends OperationDeadline {
  readonly #first: OperationDeadline;
  #waiting = 0;

  constructor(first: OperationDeadline) {
    super(0);
    this.#first = first;
    this.join(first);
  }

  override remainingMs(): number {
    return this.#first.remainingMs();
  }

  /** Adds a request. Without effect once all clients have left. */
  join(deadline: OperationDeadline): void {
    this.#waiting += 1;
    if (deadline.isCancelled) this.#leave();
    else deadline.onCancel({ cancel: () => this.#leave() });
  }

  #leave(): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) this.cancel();
  }
}
