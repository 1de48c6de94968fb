import {
  type Directive,
  NamedSchemaElement,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from "@apollo/federation-internals";
import type { AccessRule, Alternatives } from "../identity/access-rule.ts";
import { ACCESS_FEATURES, type AccessFeature, findDirectiveName } from "./access-features.ts";
import { isImpliedBy } from "./implied-rule.ts";
import { findIndirectRequirements } from "./indirect-requirements.ts";
import type { AccessRules } from "./requirements.ts";

/**
 * Reads the rules of a composed supergraph, its SDL or its schema, under any names that it imports the directives by.
 * Throws when the supergraph is invalid, or links a security feature, or a version of one, that is not enforced.
 */
export function buildAccessRules(supergraph: string | Schema): AccessRules {
  const schema = typeof supergraph === "string" ? buildSchema(supergraph) : supergraph;
  const byCoordinate = new Map<string, AccessRule>();
  for (const feature of ACCESS_FEATURES) {
    for (const directive of findApplications(schema, feature)) {
      const coordinate = requireCoordinate(directive.parent);
      const rule = withDirective(byCoordinate.get(coordinate) ?? OPEN, feature, directive.arguments());
      byCoordinate.set(coordinate, rule);
    }
  }
  const shared = shareEqualRules(byCoordinate);
  const rules = { byCoordinate: shared, ...findDerived(schema, shared) };
  return { ...rules, indirect: findIndirectRequirements(schema, rules) };
}

function buildSchema(supergraphSdl: string): Schema {
  return Supergraph.build(supergraphSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES }).schema;
}

const OPEN: AccessRule = { authenticated: false, scopes: [], policies: [] };

function findApplications(schema: Schema, feature: AccessFeature): Iterable<Directive> {
  const name = findDirectiveName(schema, feature);
  return name === null ? [] : (schema.directive(name)?.applications() ?? []);
}

function requireCoordinate(element: Directive["parent"]): string {
  if (element instanceof NamedSchemaElement) return element.coordinate;
  throw new Error("The supergraph applies an access directive to something that is neither a type nor a field.");
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

/** As in composition, no alternatives mean one that asks for a token alone; an empty list would mean no rule. */
export function readAlternatives(alternatives: Alternatives = []): Alternatives {
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

function findDerived(schema: Schema, rules: ReadonlyMap<string, AccessRule>) {
  const [derivedInterfaces, derivedFields] = [new Set<string>(), new Set<string>()];
  const isDerived = (coordinate: string, implementing: readonly string[]) => {
    const rule = rules.get(coordinate);
    const given = implementing.flatMap((each) => rules.get(each) ?? []);
    return rule !== undefined && isSameAsAll(rule, given);
  };
  for (const type of schema.interfaceTypes()) {
    const names = type.possibleRuntimeTypes().map(({ name }) => name);
    if (isDerived(type.name, names)) derivedInterfaces.add(type.name);
    for (const { name, coordinate } of type.fields()) {
      const implementing = names.map((each) => `${each}.${name}`);
      if (isDerived(coordinate, implementing)) derivedFields.add(coordinate);
    }
  }
  return { derivedInterfaces, derivedFields };
}

function isSameAsAll(rule: AccessRule, given: readonly AccessRule[]): boolean {
  return isImpliedBy(rule, given) && given.every((each) => isImpliedBy(each, [rule]));
}
