import { describe, expect, it } from "@jest/globals";
import { buildSchema as buildGraphqlSchema, type GraphQLObjectType } from "graphql";
import { type CompositionResult, composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import type { SubgraphSchema } from "../../packages/composition/subgraph-schema.ts";
import { booksSdl, buildSchema, commentsSdl, federationLink } from "./support/schemas.ts";

const books = buildSchema("books", booksSdl);
const comments = buildSchema("comments", commentsSdl);
const accounts = buildSchema("accounts", `${federationLink}type Query { me: Int }`);

function compose(schemas: readonly SubgraphSchema[]): Extract<CompositionResult, { succeeded: true }> {
  const result = composeSupergraph(schemas);
  if (!result.succeeded) throw new Error(JSON.stringify(result.errors));
  return result;
}

describe("composeSupergraph", () => {
  it("composes a valid schema that names each subgraph and its routing URL", () => {
    const { supergraphSdl } = compose([books, comments]);
    expect(() => buildGraphqlSchema(supergraphSdl)).not.toThrow();
    expect(supergraphSdl).toContain('BOOKS @join__graph(name: "books", url: "http://books.test/graphql")');
    expect(supergraphSdl).toContain('COMMENTS @join__graph(name: "comments", url: "http://comments.test/graphql")');
  });

  it("ends with exactly one newline", () => {
    expect(compose([books]).supergraphSdl).toMatch(/[^\s]\n$/);
  });

  it.each([[[accounts, comments, books]], [[comments, books, accounts]], [[books, accounts, comments]]])(
    "gives the same bytes and hints in any order of subgraphs",
    (schemas) => {
      expect(compose(schemas)).toEqual(compose([accounts, books, comments]));
    },
  );

  it("leaves the list it was given as it was", () => {
    const schemas = [comments, books];
    compose(schemas);
    expect(schemas).toEqual([comments, books]);
  });

  it("keeps @authenticated and @requiresScopes on their fields", () => {
    const { supergraphSdl } = compose([books, comments]);
    const supergraph = buildGraphqlSchema(supergraphSdl);
    expect(listDirectives(supergraph.getQueryType(), "books")).toContain("authenticated");
    expect(listDirectives(supergraph.getMutationType(), "addBook")).toContain("requiresScopes");
    expect(supergraphSdl).toContain('@requiresScopes(scopes: [["books:write"]])');
    expect(supergraphSdl).toContain('@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)');
    expect(supergraphSdl).toContain('@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)');
  });

  it("gives hints as warnings with the places they are about", () => {
    const a = buildSchema("a", `${federationLink}type Query { t: T }\n"One."\ntype T @shareable { x: Int }\n`);
    const b = buildSchema("b", `${federationLink}"Two."\ntype T @shareable { x: Int }\nenum Unused { A }`);
    expect(compose([a, b]).hints).toEqual([
      expect.objectContaining({
        severity: "warning",
        code: "INCONSISTENT_DESCRIPTION",
        places: [
          { subgraph: "a", file: "a.graphql", line: 4, column: 1 },
          { subgraph: "b", file: "b.graphql", line: 3, column: 1 },
        ],
      }),
      expect.objectContaining({
        severity: "warning",
        code: "UNUSED_ENUM_TYPE",
        places: [{ subgraph: "b", file: "b.graphql", line: 4, column: 1 }],
      }),
    ]);
  });
});

function listDirectives(type: GraphQLObjectType | null | undefined, fieldName: string): string[] {
  const directives = type?.getFields()[fieldName]?.astNode?.directives ?? [];
  return directives.map((directive) => directive.name.value);
}
