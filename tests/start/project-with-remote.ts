import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import { loadSupergraphConfig } from "../../packages/composition/supergraph-config.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { FEDERATION_LINK } from "../support/supergraph-file.ts";

/** The SDL of a remote subgraph. */
export const WEATHER_SDL = `${FEDERATION_LINK} type Query { weather: String }`;

/** A project like this one, whose supergraph has one subgraph more, as `entry` of supergraph.yaml has it: a remote one. */
export function createProjectWithRemote(entry: string): string {
  const folder = createDataFolder();
  for (const name of readdirSync(".")) {
    if (!name.startsWith("supergraph.")) symlinkSync(resolve(name), join(folder, name));
  }
  const config = readFileSync("supergraph.yaml", "utf8").trimEnd();
  writeFileSync(join(folder, "supergraph.yaml"), `${config}\n  weather: ${entry}\n`);
  const own = loadSupergraphConfig("supergraph.yaml", {}).subgraphs.map(({ name, routingUrl }) => {
    const file = `subgraphs/${name}/schema.graphql`;
    return { name, file, routingUrl, sdl: readFileSync(file, "utf8") };
  });
  // What the configuration says wins.
  const routingUrl = "http://127.0.0.1:1/graphql";
  const weather = { name: "weather", file: "weather.graphql", routingUrl, sdl: WEATHER_SDL };
  const composed = composeSupergraph([...own, weather]);
  if (!composed.succeeded) throw new Error(composed.errors.map(({ message }) => message).join("\n"));
  writeFileSync(join(folder, "supergraph.graphql"), composed.supergraphSdl);
  return folder;
}
