import type { ApolloServerPlugin, BaseContext } from "@apollo/server";
import type { Policy } from "../authorization/policies.ts";
import type { HeaderRules } from "../header-rules/header-rule.ts";
import type { OnSubgraphRequest, OnSubgraphResponse } from "../transport/subgraph-hooks.ts";

/** How the router proves to a subgraph that a request comes from it. */
export type SubgraphAuth = "none" | "hmac" | "header";

/** What is different for one subgraph. */
export interface SubgraphSettings {
  /** In place of the supergraph's. */
  readonly url?: string | undefined;
  /** `none` is a choice that production needs in writing where there is no secret. */
  readonly auth?: SubgraphAuth | undefined;
  /** The variable that holds the secret for this subgraph; `ROUTER_SECRET` by default. */
  readonly secretVariable?: string | undefined;
  readonly limits?: {
    readonly timeoutMs?: number | undefined;
    readonly retries?: number | undefined;
    readonly breakerFailures?: number | undefined;
    readonly concurrency?: number | undefined;
    readonly queue?: number | undefined;
  };
  /** Paths of PEM files. */
  readonly tls?: {
    /** The certificates that the subgraph's is checked against, in place of the system's. */
    readonly ca?: string | undefined;
    /** The router's own certificate and its key, for a subgraph that asks for one. */
    readonly certificate?: string | undefined;
    readonly key?: string | undefined;
  };
  /** What clients may learn of its errors beside the codes of the catalogue. */
  readonly errors?: {
    /** Codes whose messages were written for clients; `true`: all messages were. */
    readonly messages?: true | readonly string[] | undefined;
    /** Names of `extensions` that may pass. */
    readonly extensions?: readonly string[] | undefined;
  };
  readonly headers?: HeaderRules | undefined;
}

/** An issuer of access tokens. */
export interface IdentityProvider {
  /** The `iss` claim of its tokens. */
  readonly issuer: string;
  /** The URL of its key set (RFC 7517). */
  readonly keySetUrl: string;
  /** The `aud` claim. A provider that sends none must name a claim in its place. */
  readonly audience?: string | undefined;
  /** A claim, with its value, that each token must have; required without an audience. */
  readonly requiredClaim?: { readonly name: string; readonly value: string } | undefined;
  /** The accepted `alg` headers; all asymmetric ones by default. */
  readonly algorithms?: readonly string[] | undefined;
  /** The accepted `typ` headers; `at+jwt` by default, `none` for tokens without one. */
  readonly types?: readonly string[] | undefined;
  /** The claims that hold scopes; `scope` by default. */
  readonly scopeClaims?: readonly string[] | undefined;
}

/** What `router.config.ts` may say. Everything is optional; variables of the environment win. */
export interface RouterSettings {
  /** Variables of docs/environment.md, by their names. */
  readonly variables?: Readonly<Record<string, string | number | boolean | readonly string[]>> | undefined;
  /** Rules for all subgraphs; those of a subgraph come after them. */
  readonly headers?: HeaderRules | undefined;
  readonly subgraphs?: Readonly<Record<string, SubgraphSettings>> | undefined;
  /** In place of `JWKS_URL`, `JWT_ISSUER` and `JWT_AUDIENCE`. */
  readonly identityProviders?: readonly IdentityProvider[] | undefined;
  /** What decides about `@policy`, by the policy's name. */
  readonly policies?: Readonly<Record<string, Policy>> | undefined;
  readonly cors?: {
    /** Origins such as `https://app.example.com`, or patterns that match a whole origin. */
    readonly origins: readonly (string | RegExp)[];
    /** Lets browsers send cookies along. */
    readonly credentials?: boolean | undefined;
  };
  /** Where GraphQL is served; `/graphql` by default. */
  readonly path?: string | undefined;
  /** By default, development alone answers introspection. */
  readonly introspection?: boolean | undefined;
  /** How many operations a request may have, in a list; one, without a list, by default. */
  readonly maximumBatch?: number | undefined;
  /** Plugins of Apollo Server. */
  readonly plugins?: readonly ApolloServerPlugin<BaseContext>[] | undefined;
  readonly onSubgraphRequest?: OnSubgraphRequest | undefined;
  readonly onSubgraphResponse?: OnSubgraphResponse | undefined;
}

/** Gives `settings` their type in `router.config.ts`. */
export function defineRouter(settings: RouterSettings): RouterSettings {
  return settings;
}
