import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";

/** Which request failed. One client can have many accounts, so two callers must differ in their network too. */
export interface FailureSource {
  readonly caller: string;
  readonly network: string;
  /** The text of the operation, without its variables. */
  readonly document: string;
}

/** Whether two requests have neither their document nor their caller in common. */
export function areIndependent(one: FailureSource, other: FailureSource): boolean {
  return one.document !== other.document && haveOtherCallers(one, other);
}

/** Whether two requests come from other callers in other networks. */
export function haveOtherCallers(one: FailureSource, other: FailureSource): boolean {
  return one.caller !== other.caller && one.network !== other.network;
}

/** Makes what finds the network of an address. It remembers one: the fetches of an operation follow each other. */
export function createNetworkFinder(): (address: string) => string {
  let lastAddress = "";
  let lastNetwork = "";
  return (address) => {
    if (address === lastAddress) return lastNetwork;
    lastAddress = address;
    lastNetwork = findNetworkPrefix(address);
    return lastNetwork;
  };
}

/** The operation in `body` without its variables. Within the JSON of its text, each quote has a backslash before it. */
export function readDocument(body: string): string {
  const end = body.indexOf(',"variables":{');
  return end < 0 ? body : body.slice(0, end);
}
