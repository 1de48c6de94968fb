import type { IncomingHttpHeaders } from "node:http";
import type { MaybeCaller } from "../../packages/identity/caller.ts";

/** A request to a subgraph, before it is sent. */
export interface SubgraphRequestFacts {
  readonly subgraph: string;
  /** A subscription is asked for once for each attempt to open its stream. */
  readonly kind: "query" | "mutation" | "subscription";
  /** The GraphQL-over-HTTP request in JSON. */
  readonly body: string;
  readonly requestId: string;
  readonly caller: MaybeCaller;
  /** What the header rules forward; it may be changed to what rules could forward too. */
  readonly headers: Record<string, string>;
}

/** The end of a request to a subgraph; for a subscription, the beginning of its stream. */
export interface SubgraphResponseFacts extends Omit<SubgraphRequestFacts, "headers" | "body"> {
  readonly milliseconds: number;
  /** The headers of its answer; null when there is none. */
  readonly headers: IncomingHttpHeaders | null;
  /** `extensions.code` of what clients are told; null when there is an answer. */
  readonly failure: string | null;
}

/** Called before each request to a subgraph; what it throws ends the request, which is not sent. */
export type OnSubgraphRequest = (request: SubgraphRequestFacts) => void | Promise<void>;
/** Called after each; what it throws is logged. */
export type OnSubgraphResponse = (response: SubgraphResponseFacts) => void | Promise<void>;

/** The hooks of `router.config.ts`. */
export interface SubgraphHooks {
  readonly onSubgraphRequest?: OnSubgraphRequest | undefined;
  readonly onSubgraphResponse?: OnSubgraphResponse | undefined;
}
