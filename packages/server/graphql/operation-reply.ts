/** What the answer to one operation is written to: the reply itself, or a part of the reply to a batch. */
export interface OperationReply {
  /** Closes when the operation is answered, or its client has left. */
  readonly raw: { once(event: "close", listener: () => void): unknown; readonly writableFinished: boolean };
  header(name: string, value: unknown): unknown;
  code(status: number): unknown;
  send(answer: string | Uint8Array): unknown;
}

/** The answer to one operation of a batch. */
export class BatchedReply implements OperationReply {
  readonly headers = new Map<string, unknown>();
  status = 200;
  text = "";
  readonly #closings = new Set<() => void>();
  readonly raw = {
    writableFinished: false,
    once: (_event: "close", listener: () => void) => this.#closings.add(listener),
  };

  header(name: string, value: unknown): void {
    this.headers.set(name.toLowerCase(), value);
  }

  code(status: number): void {
    this.status = status;
  }

  send(answer: string | Uint8Array): void {
    this.text = (typeof answer === "string" ? answer : Buffer.from(answer).toString("utf8")).trimEnd();
    this.raw.writableFinished = true;
  }

  /** Tells those that wait for the end, once. */
  close(): void {
    for (const listener of this.#closings) listener();
    this.#closings.clear();
  }
}
