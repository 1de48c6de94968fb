import { readFileSync } from "node:fs";
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { type DocumentNode, parse, validate } from "graphql";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { createAuthorizer } from "../../router/authorization/authorizer.ts";
import { composeSupergraph } from "../authorization/authorized-graph.ts";
import { readRules } from "./forbidden-fields.ts";
import { arbitraryOperation, type RandomOperation } from "./random-operation.ts";
import { selectedFields } from "./selected-fields.ts";

// Hundreds of operations are generated, validated and filtered, perhaps on a machine that is busy.
jest.setTimeout(120_000);

const MADE_UP = composeSupergraph({
  only: `
  type Query { open: Item closed: Item @authenticated thing: Thing named: [Named!] owner: Owner secret: Secret }
  type Mutation { save(name: String): Item drop: Item @requiresScopes(scopes: [["a"]]) }
  union Thing = Item | Owner | Hidden
  interface Named { name: String }
  type Item implements Named {
    id: ID
    name(size: Int): String
    both: String @requiresScopes(scopes: [["a", "b"], ["c"]])
    never: String @policy(policies: [["p"]])
    secret: Secret
    item: Item
    thing: Thing
    named: Named
  }
  type Owner implements Named @authenticated { id: ID name: String @requiresScopes(scopes: [["b"]]) item: Item }
  type Hidden @requiresScopes(scopes: [["c"]]) { id: ID item: Item owner: Owner }
  scalar Secret @requiresScopes(scopes: [["a"], ["c"]])
`,
});

const CALLERS: fc.Arbitrary<MaybeCaller> = fc.option(
  fc
    .subarray(["a", "b", "c", "books:write", "comments:moderate"])
    .map((scopes) => ({ id: "somebody", scopes: new Set(scopes) })),
);

describe.each([
  ["a graph with every kind of rule", MADE_UP],
  ["our own graph", readFileSync("supergraph.graphql", "utf8")],
])("of any operation, for any caller, on %s", (_which, supergraphSdl) => {
  const supportedFeatures = ROUTER_SUPPORTED_SUPERGRAPH_FEATURES;
  const schema = Supergraph.build(supergraphSdl, { supportedFeatures }).apiSchema().toGraphQLJSSchema();
  const authorizer = createAuthorizer({ supergraph: supergraphSdl, apiSchema: schema });
  const rules = readRules(supergraphSdl);

  /** What is executed of an operation: null for nothing. */
  function filter(document: DocumentNode, { variables }: RandomOperation, caller: MaybeCaller) {
    const decided = authorizer.authorize({ document, operationName: null, variables, caller });
    if (decided.kind === "refused") return null;
    return decided.kind === "filtered" ? decided.document : document;
  }

  it("nothing that is forbidden is executed, and nothing that was not asked for", () => {
    let shortened = 0;
    check(arbitraryOperation(schema), (operation, caller) => {
      const document = parse(operation.query);
      const executed = filter(document, operation, caller);
      if (executed === null) return;
      if (executed !== document) shortened += 1;
      expect(validate(schema, executed)).toEqual([]);
      const left = selectedFields(schema, executed);
      expect(left.filter((field) => rules.forbids(field, caller))).toEqual([]);
      const asked = new Set(selectedFields(schema, document).map(({ path }) => path));
      // What an object is has to be asked for the errors' sake, and no rule protects it.
      expect(left.filter(({ fieldName, path }) => fieldName !== "__typename" && !asked.has(path))).toEqual([]);
    });
    expect(shortened).toBeGreaterThan(0);
  });

  it("everything that is allowed is executed, unless a mutation is refused as a whole", () => {
    check(arbitraryOperation(schema), (operation, caller) => {
      const document = parse(operation.query);
      const executed = filter(document, operation, caller);
      if (executed === null && operation.query.startsWith("mutation")) return;
      const left = new Set(executed && selectedFields(schema, executed).map(({ path }) => path));
      const asked = selectedFields(schema, document);
      const forbidden = asked.filter((field) => rules.forbids(field, caller)).map(({ path }) => path);
      const allowed = asked.filter(
        ({ isPlain, path }) => isPlain && !forbidden.some((other) => path.startsWith(other)),
      );
      expect(allowed.filter(({ path }) => !left.has(path))).toEqual([]);
    });
  });
});

/** Checks so many random cases; a failure names the seed to repeat it with. */
function check(
  operations: fc.Arbitrary<RandomOperation>,
  holds: (operation: RandomOperation, caller: MaybeCaller) => void,
): void {
  fc.assert(fc.property(operations, CALLERS, holds), { numRuns: 300 });
}
