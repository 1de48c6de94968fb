/** One operation for one subgraph. */
export interface SubgraphRequest {
  readonly subgraph: string;
  /** The complete GraphQL-over-HTTP request, in JSON. */
  readonly body: string;
  readonly operationKind: "query" | "mutation";
  readonly operationName?: string | undefined;
  /** Where its data goes: response keys, and `@` for every item of a list. The first such path if it has several. */
  readonly path: readonly string[];
  /**
   * Finds the data in the text of an answer that can be the client's response as it is, so that it need not be parsed;
   * null when it cannot. A transport need not call it.
   */
  readonly readVerbatim?: ((answer: string) => string | null) | undefined;
  /** Parses the answer's JSON when its numbers must not be rounded; without it, `JSON.parse` will do. */
  readonly parse?: ((answer: string) => unknown) | undefined;
}

/** An answer that is the client's response word for word. */
export interface VerbatimAnswer {
  /** The JSON of its data. */
  readonly dataText: string;
  /** The JSON of the whole answer. */
  readonly bytes: Uint8Array;
}

/** A GraphQL response (GraphQL specification §7.1) as a subgraph gave it; the engine checks it. */
export interface SubgraphResponse {
  readonly data?: unknown;
  /** If the request's `readVerbatim` found the data: then nothing else is there. */
  readonly verbatim?: VerbatimAnswer;
  readonly errors?: unknown;
  /** Whether the answer's JSON has no backslash, so that no text in it needs escaping to become JSON again. */
  readonly isClean: boolean;
  readonly extensions?: unknown;
}

/**
 * Sends a request to a subgraph. The engine owns the data of the answer and changes it in place. Rejects with an error
 * whose message and `extensions` are safe for clients, and which may have a `code`, and a `retryAfter` in seconds. Each
 * field that the request leaves without data then has that error, with the subgraph as `extensions.serviceName`.
 */
export type SubgraphTransport<Context> = (request: SubgraphRequest, context: Context) => Promise<SubgraphResponse>;
