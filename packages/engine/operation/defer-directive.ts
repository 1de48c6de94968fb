import {
  DirectiveLocation,
  type DirectiveNode,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLNonNull,
  GraphQLSchema,
  GraphQLString,
} from "graphql";

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
  const known = declared.get(schema);
  if (known !== undefined) return known;
  const made = new GraphQLSchema({ ...schema.toConfig(), directives: [...schema.getDirectives(), DEFER] });
  declared.set(schema, made);
  return made;
}

/** Whether a directive is `@defer`. */
export function isDefer({ name }: DirectiveNode): boolean {
  return name.value === DEFER.name;
}
