import type { Caller } from "../../packages/identity/caller.ts";
import { STATEMENTS_HEADER } from "../../packages/server/graphql/executed-statements.ts";
import { CLIENT_ADDRESS_HEADER } from "../../packages/server/http/client-address.ts";
import { REMAINING_TIME_HEADER } from "../../packages/server/http/remaining-time.ts";
import { SECURITY_HEADERS } from "../../packages/server/http/security-headers.ts";
import { ROUTER_SECRET_HEADER } from "../../packages/server/router-auth/sign-request.ts";
import { ROUTER_SIGNATURE_HEADER } from "../../packages/server/router-auth/signature.ts";

/** What the functions of `router.config.ts` are told of a request. */
export interface RequestFacts {
  /** Null without a token. */
  readonly caller: Caller | null;
  /** The claims of the verified token; none without one. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The client's headers, names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Passes the client's headers of this name, or whose names match, on to the subgraph. */
export interface PropagateRequestHeader {
  readonly propagate: string | RegExp;
  /** The name that the subgraph gets it under; with a pattern, its groups are `$1`, `$2`… */
  readonly rename?: string | undefined;
  /** The value if the client sends none; only with a name. */
  readonly default?: string | undefined;
}

/** Sends a header with a value of the router's. */
export type SetRequestHeader = { readonly set: string } & (
  | { readonly value: string | ((request: RequestFacts) => string | undefined) }
  | { readonly environment: string }
  /** Texts, numbers and booleans are sent as they are, lists of them with commas; other claims are not sent. */
  | { readonly claim: string }
);

/** Takes back what the rules before have forwarded. */
export interface RemoveHeader {
  readonly remove: string | RegExp;
}

/** A rule for the headers of requests to subgraphs. */
export type RequestHeaderRule = PropagateRequestHeader | SetRequestHeader | RemoveHeader;

/** Passes headers of subgraphs' answers on to the client. */
export interface PropagateResponseHeader {
  readonly propagate: string | RegExp;
  readonly rename?: string | undefined;
  /** Which of several answers counts: the last to come by default. `Cache-Control` is always the strictest of all. */
  readonly merge?: "first" | "last" | "append" | undefined;
}

/** Answers a header with a fixed value. */
export interface SetResponseHeader {
  readonly set: string;
  readonly value: string;
}

/** A rule for the headers of answers to clients. */
export type ResponseHeaderRule = PropagateResponseHeader | SetResponseHeader | RemoveHeader;

/** The rules for all subgraphs, or those for one, which come after them. */
export interface HeaderRules {
  readonly request?: readonly RequestHeaderRule[] | undefined;
  readonly response?: readonly ResponseHeaderRule[] | undefined;
}

/** What a field name may be (RFC 9110 §5.1). */
const NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
/** What a value may be (RFC 9110 §5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Of one connection alone (RFC 9110 §7.6.1), or of one message. */
const HOP_BY_HOP = [
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
/** What the router itself says to subgraphs: no client may forge it. W3C trace context travels without a rule. */
const OWN_REQUEST = [
  "accept",
  "accept-encoding",
  "authorization",
  "traceparent",
  "tracestate",
  "x-request-id",
  CLIENT_ADDRESS_HEADER,
  REMAINING_TIME_HEADER,
  ROUTER_SECRET_HEADER,
  ROUTER_SIGNATURE_HEADER,
  STATEMENTS_HEADER,
];
/** What the router itself says to clients. */
const OWN_RESPONSE = [
  ...Object.keys(SECURITY_HEADERS).filter((name) => name !== "cache-control"),
  "age",
  "etag",
  "retry-after",
  "vary",
  "www-authenticate",
  "x-request-id",
];
const CORS = /^access-control-/;

/** Whether a rule may touch the request header `name`, in lower case. */
export function isForwardable(name: string): boolean {
  return !HOP_BY_HOP.includes(name) && !OWN_REQUEST.includes(name);
}

/** Whether a rule may touch the response header `name`, in lower case. */
export function isAnswerable(name: string): boolean {
  return !HOP_BY_HOP.includes(name) && !OWN_RESPONSE.includes(name) && !CORS.test(name);
}

/** Adds those of `added` that rules could send to a list of names and values by turns. */
export function addAllowedHeaders(list: string[], added: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(added)) {
    if (isHeaderName(name) && isForwardable(name.toLowerCase()) && isHeaderValue(value))
      list.push(name, value);
  }
}

/** Whether `name` can be a header's name. */
export function isHeaderName(name: string): boolean {
  return NAME.test(name);
}

/** Whether `value` can be a header's value. */
export function isHeaderValue(value: string): boolean {
  return VALUE.test(value);
}
