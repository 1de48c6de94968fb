import { findNetworkPrefix } from "../server/http/network-prefix.ts";
import type { Caller, MaybeCaller } from "./caller.ts";

/** What is known of who sends a request. */
export interface RequestSender {
  readonly caller: MaybeCaller;
  readonly clientAddress: string;
}

/** For whom work is done, and for whom its result is kept: the caller, or all anonymous callers of a network. */
export function findOwner({ caller, clientAddress }: RequestSender): string {
  return caller === null ? `network ${findNetworkPrefix(clientAddress)}` : nameCaller(caller);
}

/** One name for each caller, of several providers too. */
export function nameCaller({ id, issuer }: Caller): string {
  return issuer === undefined ? `caller ${id}` : `caller ${id} of ${issuer}`;
}
