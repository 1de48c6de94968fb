import * as z from "zod";
import { STATEMENTS_HEADER } from "../../packages/server/graphql/executed-statements.ts";
import { CLIENT_ADDRESS_HEADER } from "../../packages/server/http/client-address.ts";
import { REMAINING_TIME_HEADER } from "../../packages/server/http/remaining-time.ts";
import { SECURITY_HEADERS } from "../../packages/server/http/security-headers.ts";
import { ROUTER_SECRET_HEADER } from "../../packages/server/router-auth/sign-request.ts";
import { ROUTER_SIGNATURE_HEADER } from "../../packages/server/router-auth/signature.ts";
import type { RequestFacts } from "./request-facts.ts";

/** Of one connection alone (RFC 9110 §7.6.1), or of one message. */
const HOP_BY_HOP =
  /^(?:connection|content-encoding|content-length|content-type|date|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;
/** What the router itself says to subgraphs: no client may forge it. W3C trace context travels without a rule. */
const OWN_REQUEST = [
  ...["accept", "accept-encoding", "authorization", "last-event-id", "traceparent", "tracestate", "x-request-id"],
  ...[CLIENT_ADDRESS_HEADER, REMAINING_TIME_HEADER, ROUTER_SECRET_HEADER, ROUTER_SIGNATURE_HEADER],
  STATEMENTS_HEADER,
];
/** What the router itself says to clients. */
const OWN_RESPONSE = [
  ...Object.keys(SECURITY_HEADERS).filter((name) => name !== "cache-control"),
  ...["age", "etag", "retry-after", "vary", "www-authenticate", "x-request-id"],
];

/** Those of `headers` that are not of the one connection alone which `connection` names (RFC 9110 §7.6.1). */
export function withoutConnection<Headers extends RequestFacts["headers"]>(headers: Headers): Partial<Headers> {
  const { connection } = headers;
  if (typeof connection !== "string" || /^(?:keep-alive|close)$/i.test(connection)) return headers;
  const named = new Set(connection.toLowerCase().split(/[\s,]+/));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !named.has(name))) as Partial<Headers>;
}

/** Whether a rule may touch the request header `name`, in lower case. */
export function isForwardable(name: string): boolean {
  return !HOP_BY_HOP.test(name) && !OWN_REQUEST.includes(name);
}

/** Whether a rule may touch the response header `name`, in lower case. */
export function isAnswerable(name: string): boolean {
  return !HOP_BY_HOP.test(name) && !OWN_RESPONSE.includes(name) && !name.startsWith("access-control-");
}

/** Whether `name` can be a header's name (RFC 9110 §5.1). */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(name);
}

/** The name, in lower case, that a rule gives the header `name`; a pattern's groups are `$1`, `$2`… in `rename`. */
export function renameHeader(name: string, pattern: string | RegExp, rename: string | undefined): string {
  if (rename === undefined) return name;
  return (typeof pattern === "string" ? rename : name.replace(pattern, rename)).toLowerCase();
}

/** Whether `value` can be a header's value (RFC 9110 §5.5). */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === "string" && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/** Those of `headers` that rules could forward, names and values by turns; of two spellings of a name, the last. */
export function listAllowedHeaders(headers: Readonly<Record<string, string>>): readonly string[] {
  const allowed = new Map<string, string>();
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (isHeaderName(name) && isForwardable(name) && isHeaderValue(value)) allowed.set(name, value);
  }
  return [...allowed].flat();
}

/** In JSON, a pattern is `{ "pattern": "^x-b3-" }`. A pattern has no state from one header to the next. */
export const patternSchema = z
  .union([
    z.instanceof(RegExp),
    z
      .strictObject({ pattern: z.string(), flags: z.string().optional() })
      .refine(({ pattern, flags }) => isPattern(pattern, flags), "is no regular expression")
      .transform(({ pattern, flags }) => new RegExp(pattern, flags)),
  ])
  .transform(({ source, flags }) => new RegExp(source, flags.replace(/[gy]/g, "")));

function isPattern(source: string, flags: string | undefined): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

/** @param isAllowed whether a rule may touch the header, its name in lower case */
function headerName(isAllowed: (name: string) => boolean) {
  return z
    .string()
    .refine((name) => isHeaderName(name) && isAllowed(name.toLowerCase()), `must name a header ${OTHERS}`);
}

/** The header of that name, or those that match a pattern. */
function headerPattern(name: ReturnType<typeof headerName>) {
  return z.union([name, patternSchema], { error: `must be a regular expression, or name a header ${OTHERS}` });
}

const OTHERS = "that is neither the connection's nor the router's own";
const A_VALUE = "must be a text that a header can carry: one line of ISO 8859-1";
const requestName = headerName(isForwardable);
const responseName = headerName(isAnswerable);
const headerValue = z.string().refine(isHeaderValue, A_VALUE);
const chooseValue = z.custom<(request: RequestFacts) => string | undefined>(
  (value) => typeof value === "function" && value.constructor.name !== "AsyncFunction",
);

const requestRule = z.union(
  [
    // `rename` is the name that the subgraph gets it under, with the groups of a pattern as `$1`; `default` is for a name.
    z.strictObject({
      propagate: headerPattern(requestName),
      rename: requestName.optional(),
      default: headerValue.optional(),
    }),
    z.strictObject({
      set: requestName,
      value: z.union([headerValue, chooseValue], { error: `${A_VALUE}, or a function that is not async` }),
    }),
    z.strictObject({ set: requestName, environment: z.string().min(1) }),
    // Texts, numbers and booleans are sent as they are, lists of texts with commas; other claims are not sent.
    z.strictObject({ set: requestName, claim: z.string().min(1) }),
    // Takes back what the rules before have forwarded.
    z.strictObject({ remove: headerPattern(requestName) }),
  ],
  {
    error:
      "must be { propagate, rename?, default? }, { set, value }, { set, environment }, { set, claim } or { remove }",
  },
);

const responseRule = z.union(
  [
    // Of several answers the last to come counts by default. `Cache-Control` is always the strictest of all.
    z.strictObject({
      propagate: headerPattern(responseName),
      rename: responseName.optional(),
      merge: z.enum(["first", "last", "append"]).optional(),
    }),
    z.strictObject({ set: responseName, value: headerValue }),
    z.strictObject({ remove: headerPattern(responseName) }),
  ],
  {
    error: "must be { propagate, rename?, merge? }, { set, value } or { remove }",
  },
);

/** The rules for all subgraphs, or those for one, which come after them. */
export const headerRulesSchema = z.strictObject({
  request: z.array(requestRule).optional(),
  response: z.array(responseRule).optional(),
});

/** A rule for the headers of requests to subgraphs. */
export type RequestHeaderRule = z.output<typeof requestRule>;
/** A rule for the headers of answers to clients. */
export type ResponseHeaderRule = z.output<typeof responseRule>;
