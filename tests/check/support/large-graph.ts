import { type GraphSdl, link } from "./library-graph.ts";

/** How large a graph to generate. */
export interface GraphSize {
  readonly subgraphs: number;
  /** In each subgraph: seven entities, a value type, an input and an enum out of every ten. */
  readonly typesPerSubgraph: number;
}

/**
 * Generates a graph the shape of a large company's: each subgraph has entities of its own that refer
 * to each other and to those of the next subgraph, to two of which it also contributes fields.
 */
export function generateLargeGraph({ subgraphs, typesPerSubgraph }: GraphSize): GraphSdl {
  const names = Array.from({ length: subgraphs }, (_, index) => `team${index}`);
  const entries = names.map((name, index) => {
    const next = names[(index + 1) % subgraphs] ?? name;
    return [name, generateSubgraph(name, next, typesPerSubgraph)];
  });
  return Object.fromEntries(entries);
}

function generateSubgraph(name: string, next: string, types: number): string {
  const [own, other] = [toTypeName(name), toTypeName(next)];
  const definitions = Array.from({ length: types }, (_, index) => generateType(own, other, index, types));
  return [
    link,
    `type Query { ${name}(id: ID!): ${own}0 ${name}List(where: ${own}8, first: Int! = 20): [${own}0!]! }`,
    ...definitions,
    `type ${other}0 @key(fields: "id") { id: ID! ${name}: ${own}0 ${name}Count: Int }`,
    `type ${other}1 @key(fields: "id") { id: ID! ${name}: ${own}1 }`,
  ].join("\n");
}

function generateType(own: string, other: string, index: number, types: number): string {
  const type = `${own}${index}`;
  const tens = `${own}${Math.floor(index / 10) || ""}`;
  switch (index % 10) {
    case 7:
      return `type ${type} { label: String value: Int status: ${tens}9 }`;
    case 8:
      return `input ${type} { label: String minimum: Int = 0 status: ${tens}9 }`;
    case 9:
      return `enum ${type} { ${type}_OPEN ${type}_CLOSED }`;
    default:
      return `type ${type} @key(fields: "id") { id: ID! name: String! createdAt: String status: ${tens}9 amount: ${tens}7 next: ${own}${findNextEntity(index, types)} partner: ${other}${index % 2} related(where: ${tens}8): [${type}!]! }`;
  }
}

function findNextEntity(index: number, types: number): number {
  const next = (index + 1) % types;
  return next % 10 < 7 ? next : 0;
}

function toTypeName(name: string): string {
  return `${name[0]?.toUpperCase()}${name.slice(1)}Type`;
}
