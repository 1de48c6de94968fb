import type { Caller, MaybeCaller } from "../../packages/identity/caller.ts";
import { unauthenticated } from "../../packages/server/errors/error-codes.ts";
import type { EndpointContext } from "../../packages/server/graphql/endpoint-context.ts";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";

/** The context of every subgraph's resolvers. */
export interface SubgraphContext extends EndpointContext {
  readonly caller: MaybeCaller;
  /** The IP address of the client, as the router tells it; else the connection's. */
  readonly clientAddress: string;
  /** The last event of a stream that the request goes on with; null: it begins one. */
  readonly lastEventId: string | null;
}

/** The key of a request's share where callers wait in turn: its caller, else its network. */
export function findShareKey({ caller, clientAddress }: SubgraphContext): string {
  return caller === null ? findNetworkPrefix(clientAddress) : caller.id;
}

/** The caller of a field that needs one. @throws UNAUTHENTICATED when the request is anonymous */
export function requireCaller({ caller }: SubgraphContext): Caller {
  if (caller === null) throw unauthenticated("Sign in first.");
  return caller;
}
