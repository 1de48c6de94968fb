import { composeSupergraph } from "../../../../packages/composition/compose-supergraph.ts";
import { formatProblem } from "../../../../packages/composition/problem.ts";
import { removeAccessPurposes } from "../../../authorization/access-purposes.ts";
import type { SupergraphFixture } from "./fixture.ts";

const FEDERATION_LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@external", "@requires", "@provides", "@override", "@interfaceObject", "@inaccessible",
  "@context", "@fromContext"
])\n`;

/** The SDL of a fixture's subgraphs, each linked to federation. */
export function linkSubgraphs({ subgraphs }: SupergraphFixture): Readonly<Record<string, string>> {
  const entries = Object.entries(subgraphs);
  return Object.fromEntries(entries.map(([name, sdl]) => [name, sdl.includes("@link(") ? sdl : FEDERATION_LINK + sdl]));
}

/**
 * Composes a fixture to a supergraph that asks nothing of its callers: the engine and the stock gateway are compared
 * behind the access rules. Throws what composition says against it.
 */
export function composeFixture(fixture: SupergraphFixture): string {
  const subgraphs = Object.entries(linkSubgraphs(fixture));
  const result = composeSupergraph(
    subgraphs.map(([name, sdl]) => ({
      name,
      sdl,
      routingUrl: `http://${name}.test/graphql`,
      file: `${name}.graphql`,
    })),
  );
  if (!result.succeeded) throw new Error(`${fixture.name}:\n${result.errors.map(formatProblem).join("\n")}`);
  return removeAccessPurposes(result.supergraphSdl);
}
