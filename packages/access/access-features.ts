import {
  AUTHENTICATED_VERSIONS,
  type FeatureDefinitions,
  POLICY_VERSIONS,
  REQUIRES_SCOPES_VERSIONS,
  type Schema,
} from "@apollo/federation-internals";
import { removePurposes } from "./link-purposes.ts";

/** A directive by which a schema asks something of a caller, and the `@link` feature it comes from. */
export interface AccessFeature {
  /** The directive's name in its specification; a schema may import it under another one. */
  readonly directiveName: "authenticated" | "requiresScopes" | "policy";
  /** The versions whose meaning we know, with the feature's identity: its URL without a version. */
  readonly versions: FeatureDefinitions;
}

/** Everything that protects a part of a supergraph. Each is specified at its identity, https://specs.apollo.dev/… */
export const ACCESS_FEATURES: readonly AccessFeature[] = [
  { directiveName: "authenticated", versions: AUTHENTICATED_VERSIONS },
  { directiveName: "requiresScopes", versions: REQUIRES_SCOPES_VERSIONS },
  { directiveName: "policy", versions: POLICY_VERSIONS },
];

/**
 * The name `feature`'s directive goes by in `schema`, or null when the schema does not link the feature.
 * Throws when it links a version we cannot enforce: an unknown rule must stop the router, not be skipped.
 */
export function findDirectiveName(schema: Schema, feature: AccessFeature): string | null {
  const linked = schema.coreFeatures?.getByIdentity(feature.versions.identity);
  if (linked === undefined) return null;
  if (feature.versions.find(linked.url.version) === undefined) {
    throw new Error(`The supergraph links ${linked.url.toString()}, a version this router cannot enforce.`);
  }
  return linked.directiveNameInSchema(feature.directiveName);
}

/**
 * The same supergraph without `for: SECURITY` on the links of the access features, for an engine that refuses
 * security features it does not know. Only whoever enforces the rules may hand this on: what the engine gets no
 * longer tells it that they must not be ignored. Any other link keeps its purpose and goes on being refused.
 */
export function removeAccessPurposes(supergraphSdl: string): string {
  return removePurposes(
    supergraphSdl,
    ACCESS_FEATURES.map(({ versions }) => versions),
  );
}
