import {
  DirectiveLocation,
  type DirectiveNode,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLNonNull,
  GraphQLSchema,
  GraphQLString,
  Kind,
} from "graphql";
import { remember } from "../remember.ts";
import type { Conditions } from "./conditions.ts";

/** `@defer` (https://github.com/graphql/graphql-spec/pull/1110), which this graphql-js does not have yet. */
const DEFER = new GraphQLDirective({
  name: "defer",
  description: "The fields of this fragment may come after the rest of the answer.",
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: {
    if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true, description: "False: the fields do not wait." },
    label: { type: GraphQLString, description: "Names the fragment in the answer; each label is used once." },
  },
});

const declared = new WeakMap<GraphQLSchema, GraphQLSchema>();

/** `schema` with `@defer`: the same types, and for one schema always the same result. */
export function declareDefer(schema: GraphQLSchema): GraphQLSchema {
  const add = () => new GraphQLSchema({ ...schema.toConfig(), directives: [...schema.getDirectives(), DEFER] });
  return schema.getDirective(DEFER.name) ? schema : remember(declared, schema, add);
}

/** Whether a directive is `@defer`. */
export function isDefer({ name }: DirectiveNode): boolean {
  return name.value === DEFER.name;
}

/** The `@defer` among directives; null when there is none, or when it has no effect. A null counts as the default. */
export function readDefer(
  directives: readonly DirectiveNode[] = [],
  conditions: Conditions,
): { readonly label: string | undefined } | null {
  const directive = directives.find(isDefer);
  if (directive === undefined) return null;
  const given = directive.arguments ?? [];
  const condition = given.find(({ name }) => name.value === "if")?.value;
  if (condition?.kind === Kind.BOOLEAN && !condition.value) return null;
  if (condition?.kind === Kind.VARIABLE && conditions[condition.name.value] === false) return null;
  const label = given.find(({ name }) => name.value === "label")?.value;
  return { label: label?.kind === Kind.STRING ? label.value : undefined };
}
