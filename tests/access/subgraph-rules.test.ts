import { buildSubgraphSchema } from "@apollo/subgraph";
import { describe, expect, it } from "@jest/globals";
import { graphqlSync, parse } from "graphql";
import { ANONYMOUS, type Caller, type MaybeCaller } from "../../packages/identity/caller.ts";
import { enforceAccessRules } from "../../subgraphs/shared/access-enforcement.ts";

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes", "@policy"])\n';

function holding(...scopes: string[]): Caller {
  return { id: "somebody", scopes: new Set(scopes) };
}

/** What `caller` is told who asks a subgraph with this SDL for `thing { id }`; null when nothing is refused. */
function askAs(caller: MaybeCaller, sdl: string): unknown {
  const schema = buildSubgraphSchema({ typeDefs: parse(LINK + sdl) });
  enforceAccessRules(schema);
  const { errors } = graphqlSync({
    schema,
    source: "{ thing { id } }",
    rootValue: { thing: { id: "1" } },
    contextValue: { caller },
  });
  return errors?.[0]?.extensions.code ?? null;
}

describe("A subgraph enforces its own rules, whoever asks:", () => {
  it.each([
    ["nothing", "", null, null, null],
    ["a token", "@authenticated", "UNAUTHENTICATED", null, null],
    ["a scope", '@requiresScopes(scopes: [["a"]])', "UNAUTHENTICATED", "FORBIDDEN", null],
    ["one of two scopes", '@requiresScopes(scopes: [["b"], ["a"]])', "UNAUTHENTICATED", "FORBIDDEN", null],
    ["two scopes", '@requiresScopes(scopes: [["a", "b"]])', "UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN"],
    ["an empty list of scopes", "@requiresScopes(scopes: [[]])", "UNAUTHENTICATED", null, null],
    ["no list of scopes", "@requiresScopes(scopes: [])", "UNAUTHENTICATED", null, null],
    ["a policy", '@policy(policies: [["a"]])', "UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN"],
    ["no list of policies", "@policy(policies: [])", "UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN"],
  ])("%s", (_what, rule, anonymous, withToken, withScope) => {
    const onField = `type Query { thing: Thing ${rule} } type Thing { id: ID }`;
    const onType = `type Query { thing: Thing } type Thing ${rule} { id: ID }`;
    const onScalar = `type Query { thing: Thing } type Thing { id: Secret } scalar Secret ${rule}`;
    for (const sdl of [onField, onType, onScalar]) {
      const answers = [ANONYMOUS, holding(), holding("a")].map((caller) => askAs(caller, sdl));
      expect(answers).toEqual([anonymous, withToken, withScope]);
    }
  });
});
