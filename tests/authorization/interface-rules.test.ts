import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { describe, expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { buildAccessRules } from "../../packages/access/access-rules.ts";
import { isImpliedBy } from "../../packages/access/implied-rule.ts";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import type { Authorization } from "../../router/authorization/authorization.ts";
import { createAuthorizer } from "../../router/authorization/authorizer.ts";
import { composeSupergraph, signedIn } from "./authorized-graph.ts";

const PETS = `
  type Query { pet: Pet }
  interface Pet { name: String }
  type Dog implements Pet { name: String bark: String }
`;

describe("Composition", () => {
  it.each([
    ["an interface", "interface Pet @authenticated { name: String } type Dog implements Pet { name: String }"],
    [
      "a field of an interface",
      "interface Pet { name: String @authenticated } type Dog implements Pet { name: String }",
    ],
    ["an @interfaceObject", 'type Pet @key(fields: "id") @interfaceObject @authenticated { id: ID }'],
  ])("accepts no rule written on %s", (_where, types) => {
    const compose = () => composeSupergraph({ only: `type Query { pet: Pet } ${types}` });
    expect(compose).toThrow("cannot be applied on interfaces");
  });

  it("gives an interface the rules of its implementing types, which we then know to be derived", () => {
    const rules = buildAccessRules(
      composeSupergraph({
        only: `${PETS}
          type Cat implements Pet @requiresScopes(scopes: [["a"], ["b"]]) { name: String @authenticated }
          type Owl implements Pet @requiresScopes(scopes: [["c"]]) @policy(policies: [["p"]]) { name: String }
        `,
      }),
    );
    expect(rules.byCoordinate.get("Pet")).toEqual({
      authenticated: false,
      scopes: [
        ["a", "c"],
        ["b", "c"],
      ],
      policies: [["p"]],
    });
    expect(rules.byCoordinate.get("Pet.name")).toMatchObject({ authenticated: true });
    expect(rules.derivedInterfaces).toEqual(new Set(["Pet"]));
  });

  it("counts implementing types that are hidden from clients", () => {
    const rules = buildAccessRules(
      composeSupergraph({
        only: `${PETS} type Ghost implements Pet @inaccessible @authenticated { name: String }`,
      }),
    );
    expect(rules.byCoordinate.has("Pet")).toBe(true);
    expect(rules.derivedInterfaces).toEqual(new Set(["Pet"]));
  });
});

/** Authorizes anonymous callers, by a supergraph as a composition before 2.9.5 might have made it. */
function createOlderAuthorizer(supergraphSdl: string) {
  const { schema } = Supergraph.build(supergraphSdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  });
  const apiSchema = schema.toAPISchema().toGraphQLJSSchema();
  const authorizer = createAuthorizer({ supergraph: supergraphSdl, apiSchema });
  return (source: string, caller: MaybeCaller = null) =>
    authorizer.authorize({ document: parse(source), operationName: null, variables: {}, caller });
}

function describeExecuted(authorization: Authorization): string {
  return authorization.kind === "filtered" ? print(authorization.document).replaceAll(/\s+/g, " ") : authorization.kind;
}

describe("An interface older composition left without its implementing types' rules", () => {
  const composed = composeSupergraph({
    only: `${PETS} type Cat implements Pet @authenticated { name: String } type Owl implements Pet { name: String @authenticated }`,
  });
  const supergraphSdl = composed.replace(/interface Pet[^}]*/, (pet) => pet.replaceAll("@authenticated", ""));
  const ask = createOlderAuthorizer(supergraphSdl);

  it("has none itself", () => {
    const { byCoordinate } = buildAccessRules(supergraphSdl);
    expect(new Set(byCoordinate.keys())).toEqual(new Set(["Cat", "Owl.name"]));
  });

  it("still asks for them", () => {
    expect(describeExecuted(ask("{ pet { name ... on Dog { name } } }"))).toBe(
      "{ pet { __typename ... on Dog { name } } }",
    );
    expect(describeExecuted(ask("{ pet { name } }", signedIn()))).toBe("allowed");
  });
});

describe("A rule somebody wrote on an interface, as older composition let them", () => {
  const composed = composeSupergraph({
    only: `${PETS}
      type Mutation { like: String }
      type Cat implements Pet @authenticated { name: String }
    `,
  });
  const supergraphSdl = composed
    .replace(/type Cat([^{]*)@authenticated/, "type Cat$1")
    .replace("pet: Pet", "pet: Pet animal: Animal dog: Dog")
    .replace(
      /type Mutation[^{]*\{/,
      'type Mutation implements Pet @join__implements(graph: ONLY, interface: "Pet") @join__type(graph: ONLY) { name: String',
    )
    .concat("union Animal @join__type(graph: ONLY) = Dog | Cat");
  const ask = createOlderAuthorizer(supergraphSdl);

  it.each([
    ["a field that returns it", "{ dog { bark } pet { ... on Dog { bark } } }", "{ dog { bark } }"],
    ["a field on it", "{ dog { bark ... on Pet { name } } }", "{ dog { bark } }"],
    ["a fragment on it", "{ dog { ... on Pet { ... on Dog { bark } } } }", "{ dog { __typename } }"],
    ["a named fragment on it", "{ dog { ...P } } fragment P on Pet { ... on Dog { bark } }", "{ dog { __typename } }"],
    ["a fragment on it in a mutation", "mutation { like ... on Pet { ... on Mutation { like } } }", "refused"],
    ["a named one in a mutation", "mutation { like ...P } fragment P on Pet { ... on Mutation { like } }", "refused"],
  ])("protects %s", (_what, source, executed) => {
    expect(describeExecuted(ask(source))).toBe(executed);
  });

  it("is named by the field of the object that was in a refused fragment", () => {
    const authorization = ask("{ dog { ... on Pet { ... on Dog { bark } } } }");
    const answer = authorization.kind === "filtered" && authorization.complete({ data: { dog: {} } });
    expect(answer).toMatchObject({
      data: { dog: { bark: null } },
      errors: [{ message: "Sign in to use Dog.bark.", path: ["dog", "bark"] }],
    });
  });

  it("protects what it declares on its implementing types, and nothing else of them", () => {
    expect(describeExecuted(ask("{ dog { bark } animal { ... on Cat { name } } }"))).toBe(
      "{ dog { bark } animal { __typename } }",
    );
    expect(describeExecuted(ask("{ pet { name } }", signedIn()))).toBe("allowed");
  });
});

describe("Whether a rule says no more than others do together", () => {
  const token = { authenticated: true, scopes: [], policies: [] };
  const scopes = (...alternatives: string[][]) => ({
    authenticated: false,
    scopes: alternatives,
    policies: [],
  });
  const policy = (...policies: string[][]) => ({ authenticated: false, scopes: [], policies });
  const many = Array.from({ length: 12 }, (_, index) => scopes([`a${index}`], [`b${index}`]));

  it.each([
    ["a token by a token", token, [token], true],
    ["a token by a scope", token, [scopes(["a"])], true],
    ["a token by nothing", token, [], false],
    ["an empty scope by nothing", scopes([]), [], false],
    ["a scope by a token", scopes(["a"]), [token], false],
    ["a scope by itself", scopes(["a"]), [scopes(["a"]), token], true],
    ["a scope by one alternative of two", scopes(["a"]), [scopes(["a"], ["b"])], false],
    ["alternatives by one of them", scopes(["a"], ["b"]), [scopes(["b"])], true],
    ["scopes together by each", scopes(["a", "b"]), [scopes(["a"]), scopes(["b"])], true],
    ["alternatives by their product", scopes(["a", "c"], ["b", "c"]), [scopes(["a"], ["b"]), scopes(["c"])], true],
    ["alternatives by a wider product", scopes(["a", "c"]), [scopes(["a"], ["b"]), scopes(["c"])], false],
    ["a policy by a scope of its name", policy(["a"]), [scopes(["a"])], false],
    ["a policy by itself", policy(["a"]), [policy(["a"])], true],
    ["more combinations than are looked at", scopes(["a0"], ["b0"]), many, false],
  ])("%s", (_which, rule, given, expected) => {
    expect(isImpliedBy(rule, given)).toBe(expected);
  });
});
