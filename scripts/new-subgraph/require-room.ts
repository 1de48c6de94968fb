import { existsSync } from "node:fs";
import { readSubgraphs, type SubgraphFacts } from "../../packages/check/schema-lint/subgraph-facts.ts";
import type { SubgraphSchema } from "../../packages/composition/subgraph-schema.ts";
import { CommandError } from "../command-line.ts";
import { capitalize, type Placeholders } from "./choose-names.ts";
import type { Graph } from "./load-graph.ts";

/** What every subgraph here may define. */
const COMMON = /^(?:Query|Mutation|DateTime|PageInfo(?:\..*)?)$/;
const NEVER_ENTITIES = /^(?:Query|Mutation|Subscription|Int|Float|String|Boolean|ID|DateTime|PageInfo)$/;

/**
 * @param paths the files of the new subgraph `added`
 * @throws CommandError naming what the project or its graph has already
 */
export function requireRoom(
  { Entity = "", Parent, key }: Placeholders,
  paths: readonly string[],
  added: SubgraphSchema,
  graph: Graph,
): void {
  if (graph.subgraphs.some(({ name }) => name.toLowerCase() === added.name))
    throw new CommandError(`supergraph.yaml has a subgraph ${added.name} already`);
  const known = new Set(graph.facts.flatMap(listCoordinates).filter((name) => !COMMON.test(name)));
  for (const extended of [Parent, `${Parent}.${key}`]) known.delete(`${extended}`);
  const taken = readSubgraphs([added])
    .flatMap(listCoordinates)
    .find((coordinate) => known.has(coordinate));
  if (taken !== undefined || NEVER_ENTITIES.test(Entity))
    throw new CommandError(
      `the graph has ${taken ?? Entity} already: choose another name, or another type with --entity`,
    );
  const folders = [`subgraphs/${added.name}`, `prisma/${added.name}`];
  const present = [...folders, ...paths].find((path) => existsSync(path));
  if (present !== undefined) throw new CommandError(`${present} is there already`);
}

/** The types of a subgraph and their fields: `Book`, `Book.title`. Root types have their usual names. */
function listCoordinates({ types, rootTypes }: SubgraphFacts): string[] {
  return [...types.values()].flatMap(({ name, fields }) => {
    const type = capitalize(rootTypes.get(name) ?? name);
    return [type, ...fields.map((field) => `${type}.${field.name.value}`)];
  });
}
