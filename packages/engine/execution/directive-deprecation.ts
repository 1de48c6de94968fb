import { __Directive, __Schema, GraphQLBoolean, GraphQLNonNull, GraphQLString } from "graphql";

/**
 * Declares the deprecation of directives, which clients of the next graphql-js ask for and this graphql-js lacks
 * (https://github.com/graphql/graphql-spec/pull/907). No directive is deprecated, as this graphql-js cannot parse that.
 * All schemas of the process share the introspection types, so it is declared once.
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
