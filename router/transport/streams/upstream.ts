import type { IncomingHttpHeaders } from "node:http";
import type { FastifyBaseLogger } from "fastify";
import type { SubgraphResponse } from "../../../packages/engine/subgraph-transport.ts";
import type { RequestSummary } from "../../../packages/server/http/request-log.ts";
import type { ForwardedHeaders } from "../../header-rules/forward-headers.ts";
import type { ForwardedIdentity } from "../forwarded-headers.ts";
import type { OperationDeadline } from "../operation-deadline.ts";
import type { AnswerReaders } from "../read-answer.ts";

/** A subscription for one subgraph. */
export interface UpstreamOperation extends Partial<Pick<AnswerReaders, "parse">> {
  /** A GraphQL-over-HTTP request in JSON. */
  readonly body: string;
  /** The position after which it begins, of another stream with the same events; null or absent: none is known. */
  readonly cursor?: string | null;
}

/** The client request that opens a stream; all later attempts say the same of it. */
export interface UpstreamContext extends ForwardedIdentity {
  readonly log: Pick<FastifyBaseLogger, "debug" | "info" | "warn">;
  /** Gets the number and the time of the attempts to open it. */
  readonly summary: Pick<RequestSummary, "subgraphs">;
  /** Called when it is opened first, with the headers of the answer and the subgraph's name. */
  readonly noteHeaders?: ((headers: IncomingHttpHeaders, subgraph: string) => void) | undefined;
  /** What header rules forward. */
  readonly forwarded?: Pick<ForwardedHeaders, "of"> | null;
  /** The client's W3C trace context, names and values by turns; sent on if the router makes no spans itself. */
  readonly traceContext?: readonly string[];
}

/** What hooks have to do with each attempt to open a stream. */
export interface UpstreamHooks {
  /** Gives what is forwarded in place of `UpstreamContext.forwarded`. A rejection ends the stream. */
  readonly askForwarded: (deadline: OperationDeadline) => Promise<Pick<ForwardedHeaders, "of"> | null>;
  /** Called when it is open, or has failed. */
  readonly noteAttempt: (milliseconds: number, headers: IncomingHttpHeaders | null, failure: Error | null) => void;
}

/** What a subgraph says when its stream begins. */
export interface UpstreamHead {
  /** Where it begins (header `last-event-id`); null: the subgraph does not say. */
  readonly cursor: string | null;
  /** Whether it brings what was missed before now (header `subscription-starts: earlier`). */
  readonly startsEarlier: boolean;
}

/** The failure in place of a resumed stream: no position was known from which it could have gone on. */
export const EVENTS_MAY_BE_MISSING = "events may be missing";

/**
 * How a stream ends. "complete": the subgraph ended it. "refused": the subgraph answered errors in its place, which are
 * for the client. "failed": it did not open, does not come back, or events may be missing.
 */
export type UpstreamEnd =
  | { readonly kind: "complete" }
  | { readonly kind: "refused"; readonly answer: SubgraphResponse }
  | { readonly kind: "failed"; readonly failure: Error | typeof EVENTS_MAY_BE_MISSING };

/** Takes what a stream brings. `opened` comes once, before all events; after `ended` or `close`, nothing more comes. */
export interface UpstreamListener {
  opened(head: UpstreamHead): void;
  event(answer: SubgraphResponse): void;
  ended(end: UpstreamEnd): void;
}

/** A stream of events from a subgraph. */
export interface Upstream {
  /** Ends it at once; the listener hears no more. */
  close(): void;
  /** Stops reading. Events that have been read already may still come. */
  pause(): void;
  resume(): void;
  /** The position of the last event, or where it began; null: the subgraph gives no positions. */
  readCursor(): string | null;
}
