import {
  type Directive,
  type InterfaceType,
  NamedSchemaElement,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from "@apollo/federation-internals";
import type { AccessRule } from "../identity/access-rule.ts";
import { ACCESS_FEATURES, type AccessFeature, findDirectiveName } from "./access-features.ts";
import { isImpliedBy } from "./implied-rule.ts";

/** What a supergraph asks of its callers. Equal rules are the same object, so they can be counted and compared. */
export interface AccessRules {
  /** By schema coordinate: `User` for an object, interface, scalar or enum type, `User.email` for a field. */
  readonly byCoordinate: ReadonlyMap<string, AccessRule>;
  /**
   * Interfaces whose rule says no more than the rules of their implementing types together. Composition puts such
   * a rule on every interface with a protected implementation, and accepts no other since version 2.9.5.
   */
  readonly derivedInterfaces: ReadonlySet<string>;
}

/**
 * Reads the rules out of a composed supergraph, whatever names it imports the directives under.
 * Throws when the supergraph is invalid, or links a security feature or a version of one that nobody here enforces.
 */
export function buildAccessRules(supergraphSdl: string): AccessRules {
  const { schema } = Supergraph.build(supergraphSdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  });
  const byCoordinate = new Map<string, AccessRule>();
  for (const feature of ACCESS_FEATURES) {
    for (const directive of findApplications(schema, feature)) {
      const coordinate = requireCoordinate(directive.parent);
      const rule = withDirective(byCoordinate.get(coordinate) ?? OPEN, feature, directive.arguments());
      byCoordinate.set(coordinate, rule);
    }
  }
  const shared = shareEqualRules(byCoordinate);
  return { byCoordinate: shared, derivedInterfaces: findDerivedInterfaces(schema, shared) };
}

const OPEN: AccessRule = { authenticated: false, scopes: [], policies: [] };

type Alternatives = AccessRule["scopes"];

function findApplications(schema: Schema, feature: AccessFeature): Iterable<Directive> {
  const name = findDirectiveName(schema, feature);
  return name === null ? [] : (schema.directive(name)?.applications() ?? []);
}

function requireCoordinate(element: Directive["parent"]): string {
  if (element instanceof NamedSchemaElement) return element.coordinate;
  throw new Error(
    "The supergraph applies an access directive to something that is neither a type nor a field.",
  );
}

function withDirective(rule: AccessRule, feature: AccessFeature, given: Record<string, Alternatives>) {
  switch (feature.directiveName) {
    case "authenticated":
      return { ...rule, authenticated: true };
    case "requiresScopes":
      return { ...rule, scopes: readAlternatives(given.scopes) };
    case "policy":
      return { ...rule, policies: readAlternatives(given.policies) };
  }
}

/**
 * No alternatives at all means, as in composition, one that asks for nothing beyond a token. Left empty, the rule
 * would read as not there.
 */
function readAlternatives(alternatives: Alternatives = []): Alternatives {
  return alternatives.length === 0 ? [[]] : alternatives;
}

function shareEqualRules(rules: ReadonlyMap<string, AccessRule>): Map<string, AccessRule> {
  const canonical = new Map<string, AccessRule>();
  const shared = new Map<string, AccessRule>();
  for (const [coordinate, rule] of rules) {
    const key = JSON.stringify([rule.authenticated, rule.scopes, rule.policies]);
    const first = canonical.get(key) ?? rule;
    canonical.set(key, first);
    shared.set(coordinate, first);
  }
  return shared;
}

function findDerivedInterfaces(schema: Schema, rules: ReadonlyMap<string, AccessRule>): Set<string> {
  const derived = [...schema.interfaceTypes()].filter((type: InterfaceType) => {
    const rule = rules.get(type.name);
    const implementing = type.possibleRuntimeTypes().flatMap(({ name }) => rules.get(name) ?? []);
    return rule !== undefined && isImpliedBy(rule, implementing);
  });
  return new Set(derived.map(({ name }) => name));
}
