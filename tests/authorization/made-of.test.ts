import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { describe, expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { buildAccessRules } from "../../packages/access/access-rules.ts";
import { deriveAccessMap } from "../../packages/check/access-map/derive-access-map.ts";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { createAuthorizer } from "../../router/authorization/authorizer.ts";
import { signedIn } from "./authorized-graph.ts";
import { COMPUTED_FIELDS, composeAsBefore, type WrittenRules } from "./older-supergraph.ts";

function serve(
  rules: WrittenRules,
  change = (sdl: string) => sdl,
  graph: Readonly<Record<string, string>> = COMPUTED_FIELDS,
) {
  const supergraphSdl = change(composeAsBefore(graph, rules));
  const supportedFeatures = ROUTER_SUPPORTED_SUPERGRAPH_FEATURES;
  const apiSchema = Supergraph.build(supergraphSdl, { supportedFeatures }).apiSchema().toGraphQLJSSchema();
  const authorizer = createAuthorizer({ supergraph: supergraphSdl, apiSchema });
  const map = deriveAccessMap({ supergraphSdl } as Parameters<typeof deriveAccessMap>[0]);
  return {
    map,
    ask(source: string, caller: MaybeCaller = null) {
      const request = { document: parse(source), operationName: null, variables: {}, caller };
      const decided = authorizer.authorize(request);
      return decided.kind === "filtered" ? print(decided.document).replaceAll(/\s+/g, " ") : decided.kind;
    },
  };
}

const ITEM_LEFT = "{ item { __typename } }";

describe("A field of a supergraph that older composition made needs all that it is made of", () => {
  it.each([
    ["a field it requires", { "Item.secret": "@authenticated" }, "derived"],
    ["a field that one it requires requires", { "Item.secret": "@authenticated" }, "chained"],
    ["a field of an object it requires", { "Part.secret": "@authenticated" }, "nested"],
    ["the type of an object it requires", { Part: "@authenticated" }, "nested"],
    ["the field that holds an object it requires", { "Item.part": "@authenticated" }, "nested"],
    ["a field in a fragment", { "Dog.bark": "@authenticated" }, "typed"],
    ["the type of a fragment", { Dog: "@authenticated" }, "typed"],
    ["a field of one implementing type", { "Cat.name": "@authenticated" }, "abstract"],
    ["a field of an interface", { "Pet.name": "@authenticated" }, "abstract"],
    ["a field of a member of a union", { "Cat.name": "@authenticated" }, "united"],
    ["a scalar", { Word: "@authenticated" }, "worded"],
  ] as const)("%s", (_what, rules, field) => {
    const { ask, map } = serve({ ...rules });
    const source = `{ item { ${field} } }`;
    expect(ask(source)).toBe(ITEM_LEFT);
    expect(ask(source, signedIn())).toBe("allowed");
    expect(ask("{ item { open } }")).toBe("allowed");
    expect(map.get(`Item.${field}`)).toBe("authenticated");
  });

  it("the rules of both, where it has one itself", () => {
    const { ask, map } = serve({
      "Item.secret": '@requiresScopes(scopes: [["a"], ["b"]])',
      "Item.derived": '@requiresScopes(scopes: [["c"]])',
    });
    const source = "{ item { derived } }";
    expect(ask(source, signedIn("a"))).toBe(ITEM_LEFT);
    expect(ask(source, signedIn("c"))).toBe(ITEM_LEFT);
    expect(ask(source, signedIn("b", "c"))).toBe("allowed");
    expect(map.get("Item.derived")).toEqual([
      { scopes: ["a", "c"], policies: [] },
      { scopes: ["b", "c"], policies: [] },
    ]);
  });

  it.each([
    ["a context's field", { "Box.secret": "@authenticated" }],
    ["a field of another type of the context", { "Shelf.hidden": "@authenticated" }],
    ["the type that has the context", { Box: "@authenticated" }],
  ])("%s", (_what, rules) => {
    const { ask } = serve(rules);
    expect(ask("{ shelf { thing { label } } }")).toBe("{ shelf { thing { __typename } } }");
    expect(ask("{ shelf { thing { id } } }")).toBe("allowed");
  });

  it.each([
    ["the rule of an interface's field", { "Pet.name": "@authenticated" }, "name"],
    ["the rule of an interface that declares it", { Pet: "@authenticated" }, "name"],
    ["the rule of an interface object's field", { "Pet.tag": "@authenticated" }, "tag"],
    ["the rule of what an interface object requires", { "Dog.name": "@authenticated" }, "loud"],
    ["the rule of what an interface object requires of the interface", { "Pet.name": "@authenticated" }, "loud"],
    [
      "an interface's stricter rule beside its own",
      { "Pet.name": '@requiresScopes(scopes: [["a"]])', "Cat.name": "@authenticated" },
      "name",
    ],
  ])("%s", (_what, rules, field) => {
    const { ask } = serve(rules as WrittenRules);
    expect(ask(`{ dog { ${field} bark } }`)).toBe("{ dog { bark } }");
    expect(ask(`{ any { ... on Dog { ${field} } } dog { bark } }`)).toBe("{ any { __typename } dog { bark } }");
    expect(ask(`{ dog { ${field} } }`, signedIn("a"))).toBe("allowed");
  });

  it("also where clients know no type that implements the interface of an interface object", () => {
    const graph = {
      a: `
        type Query { pet: Pet open: String }
        interface Pet @key(fields: "id") { id: ID! name: String }
        type Dog implements Pet @key(fields: "id") @inaccessible { id: ID! name: String }`,
      b: `
        type Pet @key(fields: "id") @interfaceObject {
          id: ID! name: String @external loud: String @requires(fields: "name") tag: String
        }`,
    };
    for (const coordinate of ["Pet.name", "Dog.name"]) {
      const { ask } = serve({ [coordinate]: "@authenticated" }, undefined, graph);
      expect(ask("{ pet { loud } open }")).toBe("{ pet { __typename } open }");
      expect(ask("{ pet { loud } open }", signedIn())).toBe("allowed");
      expect(ask("{ pet { tag } }")).toBe("allowed");
    }
  });

  it.each([
    ["renamed by `as`", 'authenticated/v0.1", as: "login"'],
    ["renamed by an import", 'authenticated/v0.1", import: [{ name: "@authenticated", as: "@login" }]'],
  ])("whatever the link calls the rule: %s", (_how, link) => {
    const { ask } = serve({ "Item.secret": "@authenticated" }, (sdl) =>
      sdl
        .replace('authenticated/v0.1"', link)
        .replaceAll("@authenticated", "@login")
        .replace('name: "@login"', 'name: "@authenticated"'),
    );
    expect(ask("{ item { derived } }")).toBe(ITEM_LEFT);
  });

  it("whatever the link calls a context", () => {
    const { ask } = serve({ "Box.secret": "@authenticated" }, (sdl) =>
      sdl
        .replace('context/v0.1"', 'context/v0.1", as: "kontext"')
        .replaceAll("@context(", "@kontext(")
        .replaceAll("@context__fromContext", "@kontext__fromContext")
        .replaceAll("context__ContextFieldValue", "kontext__ContextFieldValue"),
    );
    expect(ask("{ shelf { thing { label } } }")).toBe("{ shelf { thing { __typename } } }");
  });

  it("and no rule of a key by which its object is found", () => {
    const { ask } = serve({ "Item.id": "@authenticated" });
    expect(ask("{ item { open worded } }")).toBe("allowed");
  });
});

describe("A supergraph that does not tell what a field is made of is refused", () => {
  const supergraphSdl = composeAsBefore(COMPUTED_FIELDS, {});

  it.each([
    ["a field that is not there", 'requires: "secret"', 'requires: "gone"'],
    ["a context that is not there", 'context: "a__place"', 'context: "a__gone"'],
    ["no selection at all", 'requires: "secret"', 'requires: "{"'],
  ])("because of %s", (_what, before, after) => {
    const broken = supergraphSdl.replace(before, after);
    expect(broken).not.toBe(supergraphSdl);
    expect(() => buildAccessRules(broken)).toThrow();
  });
});
