import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type AuthorizedGraph, signedIn, startAuthorizedGraph } from "./authorized-graph.ts";

let graph: AuthorizedGraph;

beforeAll(async () => {
  graph = await startAuthorizedGraph({
    safe: {
      typeDefs: `
        type Query {
          open: String
          secret: String @policy(policies: [["owner"]])
          empty: String @policy(policies: [])
        }
      `,
      resolvers: { Query: { open: () => "open", secret: () => "secret", empty: () => "empty" } },
    },
  });
});

afterAll(() => graph.stop());

describe("@policy", () => {
  it.each([
    ["an anonymous caller", null, "UNAUTHENTICATED"],
    ["a caller", signedIn(), "FORBIDDEN"],
    ["a caller with a scope of the policy's name", signedIn("owner"), "FORBIDDEN"],
  ])("refuses %s, since nothing evaluates policies", async (_who, caller, code) => {
    const answer = await graph.ask("{ open secret }", { caller });
    expect(answer).toMatchObject({
      data: { open: "open", secret: null },
      errors: [{ path: "secret", code }],
    });
  });

  it("refuses everybody where it names no policy at all", async () => {
    const answer = await graph.ask("{ open empty }", { caller: signedIn() });
    expect(answer).toMatchObject({ errors: [{ path: "empty", code: "FORBIDDEN" }] });
  });
});
