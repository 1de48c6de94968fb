import { findDirectives, hasDirective, readArgument } from "../../../composition/federation-directives.ts";
import type { SchemaRule, Violation } from "../schema-rule.ts";
import type { SubgraphFacts, TypeFacts } from "../subgraph-facts.ts";

const RESTRICTIONS = ["authenticated", "requiresScopes", "policy"];
const PUBLIC = '@tag(name: "public")';

/**
 * Every root field has its own access rule, so that opening one is a line of a diff. A rule on the root type would do the
 * same at run time, but would also cover a new field that no reviewer has considered.
 */
export const accessRule: SchemaRule = {
  code: "supergraph/require-access-rule",
  mend: `Add @authenticated, @requiresScopes or @policy, or ${PUBLIC} when everybody may ask.`,
  check: (subgraph) =>
    [...subgraph.rootTypes.keys()].flatMap((name) => {
      const type = subgraph.types.get(name);
      return type === undefined ? [] : checkRootType(type, subgraph);
    }),
};

function checkRootType(type: TypeFacts, { directiveNames }: SubgraphFacts): Violation[] {
  const offered = type.fields.filter((field) => !hasDirective(field, "inaccessible", directiveNames));
  return offered.flatMap((field) => {
    const isRestricted = RESTRICTIONS.some((name) => hasDirective(field, name, directiveNames));
    const isPublic = findDirectives(field, "tag", directiveNames).some((tag) => readArgument(tag, "name") === "public");
    if (isRestricted !== isPublic) return [];
    const coordinate = `${type.name}.${field.name.value}`;
    const message = isPublic
      ? `${coordinate} has ${PUBLIC} and yet restricts who may ask for it.`
      : `${coordinate} does not say who may ask for it.`;
    return [{ at: field.name, message }];
  });
}
