import type { ApolloServerPlugin, BaseContext } from "@apollo/server";
import * as z from "zod";
import { isSignatureAlgorithm } from "../../packages/identity/key-set.ts";
import { scopeClaim, type TokenProvider, tokenType } from "../../packages/identity/variables.ts";
import { isWithheldExtension } from "../../packages/server/errors/passed-extensions.ts";
import { httpUrl } from "../../packages/server/process/environment.ts";
import type { Policy } from "../authorization/policies.ts";
import { headerRulesSchema, patternSchema } from "../header-rules/header-rule.ts";
import { isOrigin } from "../request/allowed-origins.ts";
import { streamProtocol, streamUrl } from "../transport/streams/stream-settings.ts";
import type { OnSubgraphRequest, OnSubgraphResponse } from "../transport/subgraph-hooks.ts";

const text = z.string().min(1);
const count = z.int().min(0);

function called<Called>(how: string): z.ZodType<Called, Called> {
  return z.custom<Called>((value) => typeof value === "function", `must be a function: ${how}`);
}

const passedExtension = text.refine((name) => !isWithheldExtension(name), "never passes");

const subgraphSchema = z.strictObject({
  /** In place of the supergraph's. */
  url: httpUrl().optional(),
  /** How the router proves that a request is its own. In production, `none` must be written where there is no secret. */
  auth: z.enum(["none", "hmac", "header"], { error: "must be none, hmac or header" }).optional(),
  /** The variable that holds the secret for this subgraph; `ROUTER_SECRET` by default. */
  secretVariable: text.optional(),
  /** How it is asked for subscriptions; by default as Server-Sent Events at its usual URL. */
  subscriptions: z.strictObject({ protocol: streamProtocol(), url: streamUrl() }).partial().optional(),
  limits: z
    .strictObject({
      timeoutMs: count,
      retries: count,
      breakerFailures: count,
      concurrency: count,
      queue: count,
    })
    .partial()
    .optional(),
  /** Paths of PEM files: the authorities in place of the system's; the router's own certificate, and its key. */
  tls: z
    .strictObject({ ca: text, certificate: text, key: text })
    .partial()
    .refine((tls) => (tls.certificate === undefined) === (tls.key === undefined), "certificate and key go together")
    .optional(),
  headers: headerRulesSchema.optional(),
  /** What clients are told of its errors. */
  errors: z
    .strictObject({
      /** True: each message, with its code. False: no message. By default, those of known codes. */
      messages: z.boolean(),
      /** Extensions that pass beside `code`, `serviceName`, `field`, `retryAfter`, `cost` and `limit`: by name, or all. */
      extensions: z.union([z.literal(true), z.array(passedExtension)], {
        error: "must be names of extensions, or true for all",
      }),
    })
    .partial()
    .optional(),
});

const identityProviderSchema = z
  .strictObject({
    /** The `iss` claim of its tokens. */
    issuer: text,
    /** The URL of its key set (RFC 7517). */
    keySetUrl: httpUrl(),
    audience: text.optional(),
    /** A claim, with its value, that each token must have; required without an audience. */
    requiredClaim: z.strictObject({ name: text, value: text }).optional(),
    /** All asymmetric ones by default. */
    algorithms: z.array(text.refine(isSignatureAlgorithm, "is not an accepted algorithm")).min(1).optional(),
    /** The accepted `typ` headers: `at+jwt` by default (RFC 9068 §2.1); `none` for tokens without one. */
    types: z.array(tokenType()).min(1).default(["at+jwt"]),
    /** The claims that hold scopes: `scope` by default (RFC 9068 §2.2.3). */
    scopeClaims: z.array(scopeClaim()).min(1).default(["scope"]),
  })
  .refine(
    ({ audience, requiredClaim }) => audience !== undefined || requiredClaim !== undefined,
    "must have an audience; where its tokens have none, name a requiredClaim in its place",
  );

function buildProvider({
  keySetUrl,
  audience,
  ...expectations
}: z.output<typeof identityProviderSchema>): TokenProvider {
  return { keySetUrls: [keySetUrl], expectations: { ...expectations, audience: audience ?? null } };
}

const origin = z.string().refine(isOrigin, "must be an origin such as https://app.example.com");

/** What `router.config.ts` may say. Everything is optional; variables of the environment win. */
export const settingsSchema = z
  .strictObject({
    /** Variables of docs/environment.md, by their names. */
    variables: z.record(
      z.string().regex(/^[A-Z][A-Z0-9_]*$/, "is not a variable's name"),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
    ),
    /** Rules for all subgraphs; those of a subgraph come after them. */
    headers: headerRulesSchema,
    subgraphs: z.record(
      z.string(),
      subgraphSchema.refine(
        ({ auth, secretVariable }) => auth !== "none" || secretVariable === undefined,
        'auth: "none" needs no secretVariable: leave one of them out',
      ),
    ),
    /** In place of `JWKS_URL`, `JWT_ISSUER` and `JWT_AUDIENCE`. */
    identityProviders: z
      .array(identityProviderSchema)
      .min(1)
      .refine(
        (providers) => new Set(providers.map(({ issuer }) => issuer)).size === providers.length,
        "name each issuer once",
      )
      .transform((providers) => providers.map(buildProvider)),
    /** What decides about `@policy`, by the policy's name. */
    policies: z.record(z.string(), called<Policy>("({ caller, claims, headers }) => boolean")),
    /** Patterns match a whole origin. `credentials` lets browsers send cookies along. */
    cors: z.strictObject({
      origins: z.array(z.union([origin, patternSchema])).min(1),
      credentials: z.boolean().default(false),
    }),
    /** Where GraphQL is served, beside `/graphql`. */
    path: z
      .string()
      .regex(/^\/[\w./-]*$/, "must be a path such as /graphql")
      .refine(
        (path) => !/^\/(?:health|metrics|explorer|graphiql|sandbox)(?:\/|$)/.test(path),
        "is a path of the router's own",
      ),
    /** How many operations one request may bring: as `MAX_BATCH_OPERATIONS`. By default, no batches. */
    batching: z.strictObject({ max: count }),
    /** By default, in development alone. */
    introspection: z.boolean(),
    plugins: z.array(
      z.custom<ApolloServerPlugin<BaseContext>>(
        (value) => typeof value === "object" && value !== null,
        "must be a plugin of Apollo Server",
      ),
    ),
    onSubgraphRequest: called<OnSubgraphRequest>("({ subgraph, headers }) => void"),
    onSubgraphResponse: called<OnSubgraphResponse>("({ subgraph, failure, headers }) => void"),
  })
  .partial();

/** The settings as they are written. */
export type RouterConfiguration = z.input<typeof settingsSchema>;
/** The settings as they are read. */
export type RouterSettings = z.output<typeof settingsSchema>;
export type SubgraphSettings = z.output<typeof subgraphSchema>;
