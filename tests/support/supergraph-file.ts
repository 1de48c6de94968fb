import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import { createDataFolder } from "./data-folder.ts";

/** A subgraph to compose. */
export interface ComposedSubgraph {
  readonly name: string;
  readonly url: string;
  /** Without the link to federation. */
  readonly sdl: string;
}

/** What every subgraph here begins with. */
export const FEDERATION_LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize", "@inaccessible"])\n`;

/** Composes a supergraph into a file of its own. @returns the file's path, for `SUPERGRAPH_PATH` */
export function writeSupergraph(subgraphs: readonly ComposedSubgraph[]): string {
  return writeFileIn("supergraph.graphql", composeForTest(subgraphs));
}

/** Composes a supergraph of the test's own. @throws Error when it does not compose */
export function composeForTest(subgraphs: readonly ComposedSubgraph[]): string {
  const schemas = subgraphs.map(({ name, url, sdl }) => ({
    name,
    routingUrl: url,
    sdl: FEDERATION_LINK + sdl,
    file: `${name}.graphql`,
  }));
  const result = composeSupergraph(schemas);
  if (!result.succeeded) throw new Error(result.errors.map(({ message }) => message).join("\n"));
  return result.supergraphSdl;
}

/** Writes a file in a folder of its own. @returns its path */
export function writeFileIn(name: string, content: string): string {
  const path = join(createDataFolder(), name);
  writeFileSync(path, content);
  return path;
}
