/** One operation for one subgraph. */
export interface SubgraphRequest {
  readonly subgraph: string;
  /** The complete GraphQL-over-HTTP request, in JSON. */
  readonly body: string;
  readonly operationKind: "query" | "mutation";
  readonly operationName?: string;
  /**
   * Finds the data in the text of the answer, if no more than that is to be known of it: then the answer is given
   * as it is, and need not be parsed. A transport may leave it alone.
   */
  readonly readVerbatim?: (answer: string) => string | null;
  /** Parses the answer's JSON, where a number in it must not be rounded; elsewhere `JSON.parse` will do. */
  readonly parse?: (answer: string) => unknown;
}

/** An answer that is the client's, word for word. */
export interface VerbatimAnswer {
  /** The JSON of its data. */
  readonly dataText: string;
  /** All of it. */
  readonly bytes: Uint8Array;
}

/** A GraphQL response (GraphQL specification §7.1) as a subgraph gave it: the engine checks what is in it. */
export interface SubgraphResponse {
  readonly data?: unknown;
  /** In place of everything else, where the request's `readVerbatim` found the data. */
  readonly verbatim?: VerbatimAnswer;
  readonly errors?: unknown;
  /** Whether no text in the answer needs escaping to become JSON again: its JSON held no backslash. */
  readonly isClean: boolean;
  readonly extensions?: unknown;
}

/**
 * Sends a request to a subgraph. Rejects with an error whose message clients may read, and which may carry a `code` and
 * a `retryAfter` in seconds: it becomes an error, with these and the subgraph as `extensions.serviceName`, at each field
 * that the request leaves without data. The engine takes the data as its own and changes it in place.
 */
export type SubgraphTransport<Context> = (
  request: SubgraphRequest,
  context: Context,
) => Promise<SubgraphResponse>;
