import type { OperationReply } from "../../packages/server/graphql/operation-reply.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** All fetches for one client request together; `OPERATION_TIMEOUT_MS`. */
export const DEFAULT_OPERATION_TIMEOUT_MS = 8_000;

/** Work that stops when the client leaves. */
export interface Cancellable {
  cancel(): void;
}

/**
 * How long the work for one client request may go on: until its deadline, or until the client leaves. An `AbortSignal`
 * would cost more to make than a fetch costs beside its I/O.
 */
export class OperationDeadline implements Cancellable {
  #isCancelled = false;
  readonly #endsAt: number;
  /** The fetches under way: one or two, at times a few more. */
  readonly #works: Cancellable[] = [];

  constructor(timeoutMs: number) {
    this.#endsAt = performance.now() + timeoutMs;
  }

  /** Whether the client has left: then no one reads what is still fetched. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Milliseconds that are left; 0 or less after the deadline. */
  remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Cancels `work` if the client leaves from now on. */
  onCancel(work: Cancellable): void {
    this.#works.push(work);
  }

  /** Takes `onCancel` back. */
  offCancel(work: Cancellable): void {
    const index = this.#works.indexOf(work);
    if (index >= 0) this.#works.splice(index, 1);
  }

  /** The client has left. */
  cancel(): void {
    this.#isCancelled = true;
    // Each takes itself off the list when it is cancelled.
    for (const work of [...this.#works]) work.cancel();
  }
}

/** The deadline of the request that `response` answers: `timeoutMs` from now. It ends with the client's connection. */
export function createOperationDeadline(timeoutMs: number, response: OperationReply["raw"]): OperationDeadline {
  const deadline = new OperationDeadline(timeoutMs);
  response.once("close", () => {
    if (!response.writableFinished) deadline.cancel();
  });
  return deadline;
}

/** Null: a request may be sent. If the client left or the deadline passed, the failure that takes its place. */
export function findReasonNotToSend(subgraph: string, deadline: OperationDeadline): SubgraphFailure | null {
  if (deadline.isCancelled) {
    return new SubgraphFailure("cancelled", subgraph, new Error("the client went away"));
  }
  if (deadline.remainingMs() > 0) return null;
  return new SubgraphFailure("out of time", subgraph, new Error("the deadline passed before it was asked"));
}
