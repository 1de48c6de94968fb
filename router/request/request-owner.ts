import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";

/** What is known of who sends a request. */
export interface RequestSender {
  readonly caller: MaybeCaller;
  readonly clientAddress: string;
}

/** For whom work is done, and what comes of it is kept: the caller, or all anonymous ones of a network. */
export function findOwner({ caller, clientAddress }: RequestSender): string {
  return caller === null ? `network ${findNetworkPrefix(clientAddress)}` : `caller ${caller.id}`;
}
