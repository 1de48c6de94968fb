import * as z from "zod";
import { isSignatureAlgorithm } from "../../packages/identity/key-set.ts";
import { httpUrl } from "../../packages/server/process/environment.ts";
import { isAnswerable, isForwardable, isHeaderName, isHeaderValue } from "../header-rules/header-rule.ts";
import type { RouterSettings } from "./router-settings.ts";

const text = z.string().min(1);
const count = (minimum: number) => z.int().min(minimum);

/** In JSON, a pattern is `{ "pattern": "^x-b3-" }`. A pattern has no state from one header to the next. */
const pattern = z
  .union([
    z.instanceof(RegExp),
    z
      .strictObject({ pattern: text, flags: z.string().optional() })
      .refine(({ pattern: source, flags }) => isPattern(source, flags), "is no regular expression")
      .transform(({ pattern: source, flags }) => new RegExp(source, flags)),
  ])
  .transform(({ source, flags }) => new RegExp(source, flags.replace(/[gy]/g, "")));

function isPattern(source: string, flags: string | undefined): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

function called<Function>(what: string): z.ZodType<Function, Function> {
  return z.custom<Function>((value) => typeof value === "function", `must be a function: ${what}`);
}

/** @param isAllowed whether a rule may touch the header, its name in lower case */
function headerName(isAllowed: (name: string) => boolean) {
  return z
    .string()
    .refine(isHeaderName, "is not a header's name")
    .refine((name) => isAllowed(name.toLowerCase()), "is a header of the connection, or of the router's own");
}

const requestName = headerName(isForwardable);
const responseName = headerName(isAnswerable);
const headerValue = z.string().refine(isHeaderValue, "is not a header's value");

const requestRule = z.union(
  [
    z.strictObject({
      propagate: z.union([requestName, pattern]),
      rename: z.string().optional(),
      default: headerValue.optional(),
    }),
    z.strictObject({
      set: requestName,
      value: z.union([headerValue, called<() => string>("(request) => text")]),
    }),
    z.strictObject({ set: requestName, environment: text }),
    z.strictObject({ set: requestName, claim: text }),
    z.strictObject({ remove: z.union([requestName, pattern]) }),
  ],
  {
    error:
      "must be { propagate, rename?, default? }, { set, value }, { set, environment }, { set, claim } or { remove }, with headers that are neither the connection's nor the router's own",
  },
);

const responseRule = z.union(
  [
    z.strictObject({
      propagate: z.union([responseName, pattern]),
      rename: z.string().optional(),
      merge: z.enum(["first", "last", "append"]).optional(),
    }),
    z.strictObject({ set: responseName, value: headerValue }),
    z.strictObject({ remove: z.union([responseName, pattern]) }),
  ],
  {
    error:
      "must be { propagate, rename?, merge? } with merge first, last or append, { set, value } or { remove }, with headers that are neither the connection's nor the router's own",
  },
);

const headerRules = z.strictObject({
  request: z.array(requestRule).optional(),
  response: z.array(responseRule).optional(),
});

const subgraph = z.strictObject({
  url: httpUrl().optional(),
  auth: z.enum(["none", "hmac", "header"], { error: "must be none, hmac or header" }).optional(),
  secretVariable: text.optional(),
  limits: z
    .strictObject({
      timeoutMs: count(1).optional(),
      retries: count(0).optional(),
      breakerFailures: count(0).optional(),
      concurrency: count(1).optional(),
      queue: count(0).optional(),
    })
    .optional(),
  tls: z
    .strictObject({ ca: text.optional(), certificate: text.optional(), key: text.optional() })
    .refine(
      (tls) => (tls.certificate === undefined) === (tls.key === undefined),
      "certificate and key go together",
    )
    .optional(),
  errors: z
    .strictObject({
      messages: z.union([z.literal(true), z.array(text)]).optional(),
      extensions: z.array(text).optional(),
    })
    .optional(),
  headers: headerRules.optional(),
});

const identityProvider = z
  .strictObject({
    issuer: text,
    keySetUrl: httpUrl(),
    audience: text.optional(),
    requiredClaim: z.strictObject({ name: text, value: text }).optional(),
    algorithms: z.array(text.refine(isSignatureAlgorithm, "is not an accepted algorithm")).min(1).optional(),
    types: z.array(text).min(1).optional(),
    scopeClaims: z.array(text).min(1).optional(),
  })
  .refine(
    (provider) => provider.audience !== undefined || provider.requiredClaim !== undefined,
    "must have an audience; where its tokens have none, name a requiredClaim in its place",
  );

const origin = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    "must be an origin such as https://app.example.com",
  );

/** What `router.config.ts` may say. */
export const settingsSchema = z.strictObject({
  variables: z
    .record(
      z.string().regex(/^[A-Z][A-Z0-9_]*$/, "is not a variable's name"),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
    )
    .optional(),
  headers: headerRules.optional(),
  subgraphs: z.record(z.string(), subgraph).optional(),
  identityProviders: z.array(identityProvider).min(1).optional(),
  policies: z.record(z.string(), called("({ caller, claims, headers }) => boolean")).optional(),
  cors: z
    .strictObject({
      origins: z.array(z.union([origin, pattern])).min(1),
      credentials: z.boolean().optional(),
    })
    .optional(),
  path: z
    .string()
    .regex(/^\/[\w./-]*$/, "must be a path such as /graphql")
    .optional(),
  introspection: z.boolean().optional(),
  maximumBatch: count(1).max(100).optional(),
  plugins: z
    .array(z.custom<object>((value) => typeof value === "object" && value !== null, "must be a plugin"))
    .optional(),
  onSubgraphRequest: called("({ subgraph, headers }) => void").optional(),
  onSubgraphResponse: called("({ subgraph, status, headers }) => void").optional(),
}) as unknown as z.ZodType<RouterSettings>;
