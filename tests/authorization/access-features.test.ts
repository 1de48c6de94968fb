import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { describe, expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { removeAccessPurposes } from "./access-purposes.ts";
import { composeSupergraph } from "./authorized-graph.ts";

const supergraphSdl = composeSupergraph({
  only: `
    type Query {
      a: String @authenticated
      b: String @requiresScopes(scopes: [["b"]])
      c: String @policy(policies: [["c"]])
    }
  `,
});

function acceptAsStockGateway(sdl: string): void {
  Supergraph.build(sdl, { supportedFeatures: DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES });
}

/** As if composition had linked one more security feature. */
function withLink(link: string): string {
  return supergraphSdl.replace("\n{\n  query: Query", `\n  ${link}\n{\n  query: Query`);
}

describe("Removing the purpose of the access features", () => {
  it("makes the supergraph acceptable to an engine that knows none of them", () => {
    expect(() => acceptAsStockGateway(supergraphSdl)).toThrow("for: SECURITY but is unsupported");
    expect(() => acceptAsStockGateway(removeAccessPurposes(supergraphSdl))).not.toThrow();
  });

  it("changes nothing else", () => {
    const purposes = /(specs\.apollo\.dev\/(?:authenticated|requiresScopes|policy)\/v0\.1"), for: SECURITY/g;
    const expected = print(parse(supergraphSdl)).replaceAll(purposes, "$1");
    expect(removeAccessPurposes(supergraphSdl)).toBe(expected);
    expect(expected.match(/for: SECURITY/g)).toBeNull();
  });

  it.each([
    ["of another feature", '@link(url: "https://specs.example.com/masking/v1.0", for: SECURITY)'],
    [
      "of another feature of the same name",
      '@link(url: "https://specs.example.com/policy/v0.1", as: "other", for: SECURITY)',
    ],
    ["of the join feature", '@link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)'],
  ])("keeps the purpose %s, for the engine to refuse", (_whose, link) => {
    const changed = removeAccessPurposes(withLink(link));
    expect(changed).toContain(link);
    expect(() => acceptAsStockGateway(changed)).toThrow("for: SECURITY but is unsupported");
  });

  it("keeps the purpose of a version it does not know", () => {
    const newer = supergraphSdl.replace("authenticated/v0.1", "authenticated/v0.2");
    expect(removeAccessPurposes(newer)).toContain('authenticated/v0.2", for: SECURITY');
  });

  it("finds links by the name @link is linked under", () => {
    const renamed = supergraphSdl
      .replaceAll("@link(", "@use(")
      .replace('link/v1.0"', 'link/v1.0", as: "use"')
      .replaceAll("link__", "use__");
    expect(() => acceptAsStockGateway(renamed)).toThrow("for: SECURITY but is unsupported");
    expect(() => acceptAsStockGateway(removeAccessPurposes(renamed))).not.toThrow();
  });
});
