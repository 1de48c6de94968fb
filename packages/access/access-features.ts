import {
  AUTHENTICATED_VERSIONS,
  type FeatureDefinitions,
  POLICY_VERSIONS,
  REQUIRES_SCOPES_VERSIONS,
  type Schema,
} from "@apollo/federation-internals";

/** A directive that requires something of a caller, and its `@link` feature. */
export interface AccessFeature {
  /** The directive's name in its specification; a schema may import it under another name. */
  readonly directiveName: "authenticated" | "requiresScopes" | "policy";
  /** The versions that we enforce, with the feature's identity: its URL without a version. */
  readonly versions: FeatureDefinitions;
}

/** Every feature that protects a part of a supergraph, specified at its identity, https://specs.apollo.dev/… */
export const ACCESS_FEATURES: readonly AccessFeature[] = [
  { directiveName: "authenticated", versions: AUTHENTICATED_VERSIONS },
  { directiveName: "requiresScopes", versions: REQUIRES_SCOPES_VERSIONS },
  { directiveName: "policy", versions: POLICY_VERSIONS },
];

/**
 * The name of `feature`'s directive in `schema`; null when the schema does not link the feature.
 * Throws when it links a version that we cannot enforce: an unknown rule must stop the router.
 */
export function findDirectiveName(schema: Schema, feature: AccessFeature): string | null {
  const linked = schema.coreFeatures?.getByIdentity(feature.versions.identity);
  if (linked === undefined) return null;
  if (feature.versions.find(linked.url.version) === undefined) {
    throw new Error(`The supergraph links ${linked.url.toString()}, a version this router cannot enforce.`);
  }
  return linked.directiveNameInSchema(feature.directiveName);
}
