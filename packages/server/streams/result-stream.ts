import type { GraphQLFormattedError } from "graphql";

/** Writes a result as one frame of a stream. */
export interface FrameForm {
  /** @param id the position of the result in its stream; null: it has none */
  write(json: string, id: string | null): string;
}

/** Line ends between JSON tokens. A text in JSON holds none (RFC 8259 §7). */
const LINE_ENDS = /[\r\n]+/g;

/** One result for any number of clients: each form of it is written once. */
export class StreamedResult {
  readonly json: string;
  readonly id: string | null;
  /** The length of the JSON. */
  readonly bytes: number;
  readonly #frames = new Map<FrameForm, Buffer>();

  /** @param id tells clients of Server-Sent Events where the stream is; null: they are not told */
  constructor(json: string, id: string | null = null) {
    // A line end would end the event.
    this.json = json.replace(LINE_ENDS, " ").trimEnd();
    this.id = id;
    this.bytes = Buffer.byteLength(this.json);
  }

  frame(form: FrameForm): Buffer {
    const known = this.#frames.get(form);
    if (known !== undefined) return known;
    const frame = Buffer.from(form.write(this.json, this.id));
    this.#frames.set(form, frame);
    return frame;
  }
}

/** Where the results for one client go. After the end, calls do nothing. */
export interface ResultSink {
  next(result: StreamedResult): void;
  /** For a source that can wait: waits until the client has read enough; null: there is room. Not all sinks can tell. */
  waitForRoom?(): Promise<void> | null;
  /** Ends the stream. With `errors`, a last result says why. */
  end(errors?: readonly GraphQLFormattedError[]): void;
}

/** Why the work for a stream ends early: the client has left, or reads too slowly. */
export type StopReason = "left" | "slow";

/** What an executor gives in place of one result. */
export interface ResultStream {
  /**
   * Begins the stream. It is called once, and must not throw.
   * @returns ends the work; it is not called after the sink's end
   */
  start(sink: ResultSink): (reason: StopReason) => void;
  /** Goes on with a later token of the same caller, who may do no less with it. For a stream that has begun. */
  renewToken?(accessToken: string): void;
  /** Further headers of an answer in Server-Sent Events. */
  readonly head?: Readonly<Record<string, string>>;
}

/** How the answer to one operation may be given. Executors give a stream, or further parts, through it. */
export interface Delivery {
  /** Whether a stream of results can be given. */
  readonly takesStream: boolean;
  /** Whether one answer can be given in parts. */
  readonly takesParts: boolean;
  /** Whether the request may change nothing (RFC 9110 §9.2.1): it was sent by GET. */
  readonly isSafe: boolean;
  /** Set by the executor: the stream that takes the place of the result. */
  stream: ResultStream | null;
  /** Set by the executor: what follows the result. */
  parts: DeferredParts | null;
}

/** One whole result, and nothing else. All such requests share it. */
export const WHOLE_ANSWER: Delivery = Object.freeze({
  takesStream: false,
  takesParts: false,
  isSafe: false,
  stream: null,
  parts: null,
});

/** A part that is announced: where it belongs, and the label that the client gave it. */
export interface PendingPart {
  readonly id: string;
  readonly path: readonly (string | number)[];
  readonly label?: string | undefined;
}

/** The parts that are ready at one moment. */
export interface DeferredDelivery {
  /** Announced from now on. */
  readonly pending: readonly PendingPart[];
  readonly incremental: readonly {
    readonly id: string;
    readonly subPath: readonly (string | number)[];
    /** JSON text; null: the part failed as a whole. */
    readonly data: string | null;
    readonly errors: readonly GraphQLFormattedError[];
  }[];
  readonly completed: readonly { readonly id: string }[];
  readonly hasNext: boolean;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What follows the first part of an answer. */
export interface DeferredParts {
  /** The parts that the first one announces. */
  readonly pending: readonly PendingPart[];
  /** Its `return` ends the work. */
  readonly deliveries: AsyncIterable<DeferredDelivery>;
}
