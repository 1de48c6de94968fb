import { randomUUID } from "node:crypto";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { STATEMENTS_HEADER } from "../../packages/server/graphql/executed-statements.ts";
import { CLIENT_ADDRESS_HEADER } from "../../packages/server/http/client-address.ts";
import { buildBasicHeaders } from "../../packages/server/http/url-credentials.ts";
import type { SignRequest } from "../../packages/server/router-auth/sign-request.ts";

/** What subgraphs get beside the operation. Nothing else that the client sent is forwarded. */
export interface ForwardedIdentity {
  readonly requestId: string;
  readonly accessToken: string | null;
  /** The subject of the access token. */
  readonly caller: MaybeCaller;
  /** The client's IP address, for limits by address; null: the router asks for itself. */
  readonly clientAddress: string | null;
  /** Whether the subgraph is asked for its SQL statements, which it tells in development only. */
  readonly wantsStatements: boolean;
}

/** The headers of a request with this body: names and values by turns. */
export type BuildHeaders = (body: string, forwarded: ForwardedIdentity) => string[];

/** What requests have in common, beside their address. */
export interface RequestForm {
  readonly method: "GET" | "POST";
  /** The headers that say what is sent and what is taken, names and values by turns. */
  readonly media: readonly string[];
}

const JSON_POST: RequestForm = {
  method: "POST",
  media: ["content-type", "application/json", "accept", "application/json"],
};

/**
 * Makes what builds the headers of requests to `url`. Credentials in the URL are for a proxy before the subgraph. They
 * replace the caller's token, since a request has one `authorization` (RFC 9110 §11.6.2).
 */
export function createHeaderBuilder(url: string, signRequest: SignRequest, form = JSON_POST): BuildHeaders {
  const { method, media } = form;
  const { pathname, search } = new URL(url);
  const target = pathname + search;
  const { authorization: credentials = null } = buildBasicHeaders(url);
  return (body, forwarded) => {
    const { caller, clientAddress } = forwarded;
    const headers = listForwardedHeaders(media, forwarded, credentials);
    const callerId = caller === null ? null : caller.id;
    addHeaders(headers, signRequest({ method, target, body, callerId, clientAddress }));
    return headers;
  };
}

/** What the router sends when it asks for itself. */
export function identifyRouter(): ForwardedIdentity {
  return {
    requestId: randomUUID(),
    accessToken: null,
    caller: null,
    clientAddress: null,
    wantsStatements: false,
  };
}

/** Adds `added` to a list of names and values by turns. */
export function addHeaders(headers: string[], added: Readonly<Record<string, string>>): void {
  for (const name in added) headers.push(name, added[name] ?? "");
}

/** Pairs a list of names and values by turns. */
export function pairHeaders(list: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < list.length; index += 2) headers[list[index] ?? ""] = list[index + 1] ?? "";
  return headers;
}

function listForwardedHeaders(
  media: readonly string[],
  forwarded: ForwardedIdentity,
  credentials: string | null,
): string[] {
  const { requestId, accessToken, clientAddress, wantsStatements } = forwarded;
  const headers = [...media, "x-request-id", requestId];
  if (credentials !== null) headers.push("authorization", credentials);
  else if (accessToken !== null) headers.push("authorization", `Bearer ${accessToken}`);
  if (clientAddress !== null) headers.push(CLIENT_ADDRESS_HEADER, clientAddress);
  if (wantsStatements) headers.push(STATEMENTS_HEADER, "1");
  return headers;
}
