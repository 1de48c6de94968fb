import { describe, expect, it } from "@jest/globals";
import { buildAccessRules } from "../../packages/access/access-rules.ts";
import { composeLinked, composeSupergraph } from "./authorized-graph.ts";

const FEDERATION = "https://specs.apollo.dev/federation/v2.9";
const AUTHENTICATED = { authenticated: true, scopes: [], policies: [] };

describe("The rules of a supergraph", () => {
  it("are found on fields and on every kind of type that may have one", () => {
    const { byCoordinate } = buildAccessRules(
      composeSupergraph({
        only: `
          type Query { open: String secret: Thing @authenticated level: Level date: Date }
          type Thing @requiresScopes(scopes: [["a", "b"], ["c"]]) { id: ID @policy(policies: [["p"]]) }
          enum Level @authenticated { HIGH }
          scalar Date @authenticated @requiresScopes(scopes: [["d"]])
        `,
      }),
    );
    expect(Object.fromEntries(byCoordinate)).toEqual({
      "Query.secret": AUTHENTICATED,
      Thing: { authenticated: false, scopes: [["a", "b"], ["c"]], policies: [] },
      "Thing.id": { authenticated: false, scopes: [], policies: [["p"]] },
      Level: AUTHENTICATED,
      Date: { authenticated: true, scopes: [["d"]], policies: [] },
    });
  });

  it("are none where no access feature is linked", () => {
    expect(buildAccessRules(composeSupergraph({ only: "type Query { a: String }" })).byCoordinate.size).toBe(0);
  });

  it("are all subgraphs' rules together", () => {
    const { byCoordinate } = buildAccessRules(
      composeSupergraph({
        one: 'type Query { a: String @shareable @requiresScopes(scopes: [["x"], ["y"]]) }',
        two: 'type Query { a: String @shareable @authenticated @requiresScopes(scopes: [["z"]]) }',
      }),
    );
    expect(byCoordinate.get("Query.a")).toEqual({
      authenticated: true,
      scopes: [
        ["x", "z"],
        ["y", "z"],
      ],
      policies: [],
    });
  });

  it("ask for a token where no scopes are listed", () => {
    const { byCoordinate } = buildAccessRules(
      composeSupergraph({ only: "type Query { a: String @requiresScopes(scopes: []) }" }),
    );
    expect(byCoordinate.get("Query.a")?.scopes).toEqual([[]]);
  });

  it("are the same object where they are equal", () => {
    const { byCoordinate } = buildAccessRules(
      composeSupergraph({
        only: "type Query { a: String @authenticated b: String @authenticated c: String }",
      }),
    );
    expect(byCoordinate.get("Query.a")).toBe(byCoordinate.get("Query.b"));
  });
});

describe("Directives under other names", () => {
  it.each([
    ["imported as another", '[{ name: "@authenticated", as: "@signedIn" }]', "@signedIn"],
    ["not imported", "[]", "@federation__authenticated"],
  ])("are read when %s", (_how, imports, directive) => {
    const link = `extend schema @link(url: "${FEDERATION}", import: ${imports})`;
    const { byCoordinate } = buildAccessRules(
      composeLinked({ only: `${link} type Query { a: String ${directive} b: String }` }),
    );
    expect(Object.fromEntries(byCoordinate)).toEqual({ "Query.a": AUTHENTICATED });
  });

  it("are read from a supergraph that links the feature as another", () => {
    const supergraphSdl = composeSupergraph({ only: "type Query { a: String @authenticated }" })
      .replace('authenticated/v0.1"', 'authenticated/v0.1", as: "login"')
      .replaceAll("@authenticated", "@login");
    expect(Object.fromEntries(buildAccessRules(supergraphSdl).byCoordinate)).toEqual({
      "Query.a": AUTHENTICATED,
    });
  });

  it("are not taken for rules when they come from somewhere else", () => {
    const link = `extend schema @link(url: "${FEDERATION}", import: ["@composeDirective"])
      @link(url: "https://specs.example.com/house/v1.0", import: ["@authenticated"])
      @composeDirective(name: "@authenticated")
      directive @authenticated on FIELD_DEFINITION`;
    const supergraphSdl = composeLinked({ only: `${link} type Query { a: String @authenticated }` });
    expect(supergraphSdl).toContain("a: String @authenticated");
    expect(buildAccessRules(supergraphSdl).byCoordinate.size).toBe(0);
  });
});

describe("A supergraph nobody here can protect", () => {
  const supergraphSdl = composeSupergraph({ only: "type Query { a: String @authenticated }" });

  it.each([
    ["another version of a feature", supergraphSdl.replace("authenticated/v0.1", "authenticated/v0.2")],
    [
      "another version of a feature without a purpose",
      supergraphSdl.replace('authenticated/v0.1", for: SECURITY', 'authenticated/v0.2"'),
    ],
    [
      "another security feature",
      supergraphSdl.replace(
        "\n{\n  query",
        '\n  @link(url: "https://specs.example.com/x/v1.0", for: SECURITY)\n{\n  query',
      ),
    ],
    ["the same rule twice", supergraphSdl.replace("@authenticated\n}", "@authenticated @authenticated\n}")],
    ["no federation at all", "type Query { a: String }"],
  ])("is an error: %s", (_why, sdl) => {
    expect(sdl).not.toBe(supergraphSdl);
    expect(() => buildAccessRules(sdl)).toThrow();
  });
});
