import { convertToESTree, extractComments, extractTokens } from "@graphql-eslint/eslint-plugin/estree-converter/index";
import type { AST, Linter } from "eslint";
import {
  type DocumentNode,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  Kind,
  parse,
  specifiedScalarTypes,
} from "graphql";

/**
 * Lets ESLint read SDL, so that a `# eslint-disable-next-line` comment works in it. graphql-eslint's own parser would
 * search for a graphql-config file and load its schemas, from the network too; this one reads only the text.
 */
export const graphqlParser: Linter.Parser = { parseForESLint: (sdl) => parseSdl(sdl) };

function parseSdl(sdl: string): Linter.ESLintParseResult {
  const document = parse(sdl);
  const root = convertToESTree(document);
  const program = {
    type: "Program",
    sourceType: "script",
    comments: extractComments(document.loc),
    tokens: extractTokens("", sdl),
    loc: root.loc,
    range: root.range,
    body: [root],
  };
  return {
    ast: program as unknown as AST.Program,
    services: { schema: buildNameSchema(document) },
  };
}

/** The parts of a schema that the library's Relay rules need: the names of scalars, and PageInfo. */
function buildNameSchema({ definitions }: DocumentNode): GraphQLSchema {
  const scalars = definitions.filter((node) => node.kind === Kind.SCALAR_TYPE_DEFINITION);
  const builtIn = specifiedScalarTypes.map(({ name }) => name);
  const custom = new Set(scalars.map(({ name }) => name.value).filter((name) => !builtIn.includes(name)));
  return new GraphQLSchema({
    types: [
      ...specifiedScalarTypes,
      ...[...custom].map((name) => new GraphQLScalarType({ name })),
      new GraphQLObjectType({ name: "PageInfo", fields: {} }),
    ],
    assumeValid: true,
  });
}
