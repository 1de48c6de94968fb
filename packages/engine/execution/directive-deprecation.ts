import { __Directive, __Schema, GraphQLBoolean, GraphQLNonNull, GraphQLString } from "graphql";

/**
 * Declares what clients of the next graphql-js may ask about directives, which this one does not have yet: whether
 * they are deprecated (https://github.com/graphql/graphql-spec/pull/907). None is, as this graphql-js cannot parse such
 * a directive. The introspection types are the same objects for every schema of the process, which needs it once.
 */
export function declareDirectiveDeprecation(): void {
  const fields = __Directive.getFields();
  const { isRepeatable } = fields;
  const { directives } = __Schema.getFields();
  if (isRepeatable === undefined || directives === undefined || fields.isDeprecated !== undefined) return;
  fields.isDeprecated = {
    ...isRepeatable,
    name: "isDeprecated",
    description: "Whether the directive should no longer be used.",
    resolve: () => false,
  };
  fields.deprecationReason = {
    ...isRepeatable,
    name: "deprecationReason",
    description: "Why the directive should no longer be used.",
    type: GraphQLString,
    resolve: () => null,
  };
  directives.args = [
    ...directives.args,
    {
      name: "includeDeprecated",
      description: "Whether directives are listed that should no longer be used.",
      type: new GraphQLNonNull(GraphQLBoolean),
      defaultValue: false,
      deprecationReason: undefined,
      extensions: {},
      astNode: undefined,
    },
  ];
}
