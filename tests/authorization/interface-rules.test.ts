import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { describe, expect, it } from "@jest/globals";
import { type DocumentNode, parse } from "graphql";
import { buildAccessRules } from "../../router/authorization/access-rules.ts";
import { createAuthorizer } from "../../router/authorization/authorizer.ts";
import { isImpliedBy } from "../../router/authorization/implied-rule.ts";
import { composeSupergraph, signedIn } from "./authorized-graph.ts";

const PETS = `
  type Query { pet: Pet }
  interface Pet { name: String }
  type Dog implements Pet { name: String bark: String }
`;

describe("Composition", () => {
  it.each([
    [
      "an interface",
      "interface Pet @authenticated { name: String } type Dog implements Pet { name: String }",
    ],
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

describe("A rule somebody wrote on an interface, as older composition let them", () => {
  const supergraphSdl = composeSupergraph({
    only: `${PETS} type Cat implements Pet @authenticated { name: String }`,
  })
    .replace(/type Cat([^{]*)@authenticated/, "type Cat$1")
    .replace("pet: Pet", "pet: Pet animal: Animal dog: Dog")
    .concat("union Animal @join__type(graph: ONLY) = Dog | Cat");
  const { schema } = Supergraph.build(supergraphSdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  });
  const apiSchema = schema.toAPISchema().toGraphQLJSSchema();
  const authorizer = createAuthorizer({ supergraphSdl, apiSchema });
  const ask = (document: DocumentNode, caller = null as ReturnType<typeof signedIn> | null) =>
    authorizer.authorize({ document, operationName: null, variables: {}, caller });

  it.each([
    ["a field that returns it", "{ pet { ... on Dog { bark } } }", "Query.pet"],
    ["a field on it", "{ dog { ... on Pet { name } } }", "Pet.name"],
    ["a fragment on it", "{ dog { ... on Pet { ... on Dog { bark } } } }", "Dog.bark"],
  ])("protects %s", (_what, source, coordinate) => {
    const authorization = ask(parse(source));
    expect(authorization.kind).not.toBe("allowed");
    const answer =
      authorization.kind === "filtered"
        ? authorization.complete({ data: { dog: { __typename: "Dog" } } })
        : authorization.kind === "refused" && authorization.result;
    expect(answer).toMatchObject({ errors: [{ message: `Sign in to use ${coordinate}.` }] });
  });

  it("protects neither its implementing types by themselves nor callers who meet it", () => {
    expect(ask(parse("{ dog { bark } animal { ... on Cat { name } } }")).kind).toBe("allowed");
    expect(ask(parse("{ pet { name } }"), signedIn()).kind).toBe("allowed");
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
    [
      "alternatives by their product",
      scopes(["a", "c"], ["b", "c"]),
      [scopes(["a"], ["b"]), scopes(["c"])],
      true,
    ],
    ["alternatives by a wider product", scopes(["a", "c"]), [scopes(["a"], ["b"]), scopes(["c"])], false],
    ["a policy by a scope of its name", policy(["a"]), [scopes(["a"])], false],
    ["a policy by itself", policy(["a"]), [policy(["a"])], true],
    ["more combinations than are looked at", scopes(["a0"], ["b0"]), many, false],
  ])("%s", (_which, rule, given, expected) => {
    expect(isImpliedBy(rule, given)).toBe(expected);
  });
});
