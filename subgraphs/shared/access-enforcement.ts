import {
  type DirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  valueFromASTUntyped,
} from "graphql";
import { accessRefused } from "../../packages/identity/access-refused.ts";
import { type AccessRule, findRefusal } from "../../packages/identity/access-rule.ts";
import type { SubgraphContext } from "./context.ts";
import { guardField } from "./guard-field.ts";

/**
 * Makes the resolvers of `schema` enforce the access rules of its SDL, on fields and types. The router has filtered the
 * operation already, but a subgraph trusts no caller.
 */
export function enforceAccessRules(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) enforceRules(type, field);
  }
}

function enforceRules(type: GraphQLNamedType, field: GraphQLField<unknown, SubgraphContext>): void {
  const owners = [field, type, getNamedType(field.type)];
  const rules = owners.map(readAccessRule).filter((rule) => rule !== null);
  if (rules.length === 0) return;
  const coordinate = `${type.name}.${field.name}`;
  guardField(field, (_args, { caller }) => {
    for (const rule of rules) {
      const refusal = findRefusal(rule, caller);
      if (refusal !== null) throw accessRefused(refusal, coordinate);
    }
  });
}

function readAccessRule(element: GraphQLNamedType | GraphQLField<unknown, SubgraphContext>): AccessRule | null {
  const nodes = [element.astNode, ...("extensionASTNodes" in element ? element.extensionASTNodes : [])];
  const directives = nodes.flatMap((node) => node?.directives ?? []);
  const rule: AccessRule = {
    authenticated: directives.some((directive) => directive.name.value === "authenticated"),
    scopes: readAlternatives(directives, "requiresScopes", "scopes"),
    policies: readAlternatives(directives, "policy", "policies"),
  };
  return rule.authenticated || rule.scopes.length > 0 || rule.policies.length > 0 ? rule : null;
}

/** An empty list of alternatives asks for a token alone, as in composition. Returned as it is, it would mean no rule. */
function readAlternatives(
  directives: readonly DirectiveNode[],
  directiveName: string,
  argumentName: string,
): string[][] {
  const directive = directives.find(({ name }) => name.value === directiveName);
  const argument = directive?.arguments?.find(({ name }) => name.value === argumentName);
  if (argument === undefined) return [];
  const alternatives = valueFromASTUntyped(argument.value) as string[][];
  return alternatives.length === 0 ? [[]] : alternatives;
}
