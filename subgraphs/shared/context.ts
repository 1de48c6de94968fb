import type { Caller, MaybeCaller } from "../../packages/identity/caller.ts";
import { unauthenticated } from "../../packages/server/errors/error-codes.ts";
import type { EndpointContext } from "../../packages/server/graphql/graphql-endpoint.ts";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";

/** What every subgraph's resolvers are given. */
export interface SubgraphContext extends EndpointContext {
  readonly caller: MaybeCaller;
  /** The IP address of the client, as the router tells it; of whoever connects when nobody does. */
  readonly clientAddress: string;
}

/** Who has a share of his own in what all callers wait for: the caller, else the network that he connects from. */
export function findShareKey({ caller, clientAddress }: SubgraphContext): string {
  return caller === null ? findNetworkPrefix(clientAddress) : caller.id;
}

/** The caller, where the schema has let nobody else in. @throws UNAUTHENTICATED when it has not */
export function requireCaller({ caller }: SubgraphContext): Caller {
  if (caller === null) throw unauthenticated("Sign in first.");
  return caller;
}
