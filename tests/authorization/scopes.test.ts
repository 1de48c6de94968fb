import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { type AuthorizedGraph, signedIn, startAuthorizedGraph } from "./authorized-graph.ts";

let graph: AuthorizedGraph;

beforeAll(async () => {
  graph = await startAuthorizedGraph({
    reports: {
      typeDefs: `
        type Query { open: String report: Report yearly: Report @requiresScopes(scopes: [["y"], ["z"]]) }
        type Report @requiresScopes(scopes: [["a", "b"], ["c"]]) {
          total: Int
          detail: Int @requiresScopes(scopes: [["d"]])
        }
      `,
      resolvers: {
        Query: {
          open: () => "open",
          report: () => ({ total: 1, detail: 2 }),
          yearly: () => ({ total: 3, detail: 4 }),
        },
      },
    },
  });
});

afterAll(() => graph.stop());

async function mayUse(operation: string, caller: MaybeCaller): Promise<boolean> {
  const { errors } = await graph.ask(operation, { caller });
  return errors.length === 0;
}

describe("@requiresScopes", () => {
  it.each([
    [[], false],
    [["a"], false],
    [["b"], false],
    [["c"], true],
    [["a", "b"], true],
    [["a", "c"], true],
    [["b", "c"], true],
    [["a", "b", "c"], true],
    [["A", "B", "C", "ab", "a b"], false],
  ])('reads [["a", "b"], ["c"]] as (a and b) or c: %j is enough: %s', async (scopes, expected) => {
    expect(await mayUse("{ report { total } }", signedIn(...scopes))).toBe(expected);
  });

  it.each([
    ["the returned type's rule alone", ["c"], false],
    ["the field's rule alone", ["y"], false],
    ["both rules", ["c", "z"], true],
    ["both rules by other alternatives", ["a", "b", "y"], true],
  ])("asks for the rules of a field and of the type it returns: %s", async (_held, scopes, expected) => {
    expect(await mayUse("{ yearly { total } }", signedIn(...scopes))).toBe(expected);
  });

  it.each([
    ["the type's rule alone", ["c"], { report: { total: 1, detail: null } }],
    ["the field's rule alone", ["d"], { open: "open", report: null }],
    ["both rules", ["c", "d"], { report: { total: 1, detail: 2 } }],
  ])("asks for the rules of a field and of the type that has it: %s", async (_held, scopes, expected) => {
    const { data } = await graph.ask("{ open report { total detail } }", { caller: signedIn(...scopes) });
    expect(data).toMatchObject(expected);
  });

  it("asks an anonymous caller to sign in first", async () => {
    const { errors, refusal } = await graph.ask("{ report { total } }");
    expect(errors).toMatchObject([{ path: "report", code: "UNAUTHENTICATED" }]);
    expect(refusal).toBe("UNAUTHENTICATED");
  });

  it("refuses a caller without the scopes as FORBIDDEN and fetches nothing for it", async () => {
    const answer = await graph.ask("{ report { total } yearly { total } }", { caller: signedIn("a") });
    expect(answer).toMatchObject({ kind: "refused", refusal: "FORBIDDEN", fetches: 0 });
    expect(answer.errors.map(({ code }) => code)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
  });
});
