import { readFileSync } from "node:fs";
import type { SupergraphFixture } from "./fixture.ts";

/** This project's own graph, as its subgraphs define it. */
export const libraryFixture: SupergraphFixture = {
  name: "library",
  subgraphs: {
    accounts: readSubgraph("accounts"),
    books: readSubgraph("books"),
    comments: readSubgraph("comments"),
  },
};

function readSubgraph(name: string): string {
  const root = new URL("../../../../", import.meta.url);
  return readFileSync(new URL(`subgraphs/${name}/schema.graphql`, root), "utf8");
}
