import type { SubgraphSchema } from "../../../packages/composition/subgraph-schema.ts";

/** One line linking to Federation 2 with every directive the tests use; the schema begins on line 2. */
export const federationLink =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@inaccessible", "@authenticated", "@requiresScopes"])\n';

export const booksSdl = `${federationLink}
type Query { books: [Book!]! @authenticated }
type Mutation { addBook(title: String!): Book @requiresScopes(scopes: [["books:write"]]) }
type Book @key(fields: "id") { id: ID! title: String! }
`;

export const commentsSdl = `${federationLink}
type Query { comments: [Comment!]! }
type Comment @key(fields: "id") { id: ID! body: String! book: Book }
type Book @key(fields: "id") { id: ID! comments: [Comment!]! }
`;

/** Builds what composition takes in for a subgraph, as if loaded from `<name>.graphql`. */
export function buildSchema(name: string, sdl: string): SubgraphSchema {
  return { name, sdl, routingUrl: `http://${name}.test/graphql`, file: `${name}.graphql` };
}
