import { readFileSync } from "node:fs";
import { listSubgraphFolders } from "../../../../scripts/list-subgraphs.ts";
import type { SupergraphFixture } from "./fixture.ts";

/** This project's own graph, as its subgraphs define it. */
export const ownFixture: SupergraphFixture = {
  name: "own",
  subgraphs: Object.fromEntries(listSubgraphFolders().map((name) => [name, readSubgraph(name)])),
};

function readSubgraph(name: string): string {
  const root = new URL("../../../../", import.meta.url);
  return readFileSync(new URL(`subgraphs/${name}/schema.graphql`, root), "utf8");
}
