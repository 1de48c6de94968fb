import { hasDirective } from "../../composition/federation-directives.ts";
import {
  isExternal,
  isKeyField,
  listPossibleTypes,
  readNamedType,
  type SubgraphFacts,
  type TypeFacts,
} from "./subgraph-facts.ts";

/** The owner of each entity, by the entity's name; null when it is not known. */
export type EntityOwners = ReadonlyMap<string, string | null>;

interface Claim {
  readonly subgraph: string;
  /** Compared from left to right; more wins. */
  readonly strength: readonly [isDefined: number, isEntryPoint: number, fields: number];
}

/**
 * Finds the subgraph that owns each entity, and to which others contribute. Federation 2 has no such term. The owner
 * defines the entity: it does not extend it, or have a stub that is not `resolvable`. Among several, its root fields lead
 * to the entity without another entity between. Among these, it resolves most of its fields. On a tie, there is none.
 */
export function findEntityOwners(subgraphs: readonly SubgraphFacts[]): EntityOwners {
  const entities = new Set(
    subgraphs.flatMap(({ types }) => [...types.values()].filter(({ keys }) => keys.length > 0).map(({ name }) => name)),
  );
  const entryPoints = new Map(subgraphs.map((subgraph) => [subgraph, findEntryPoints(subgraph, entities)]));
  return new Map(
    [...entities].map((entity) => {
      const claims = subgraphs.flatMap((subgraph) => {
        const type = subgraph.types.get(entity);
        const isEntryPoint = entryPoints.get(subgraph)?.has(entity) ?? false;
        return type === undefined ? [] : [buildClaim(subgraph, type, isEntryPoint)];
      });
      return [entity, findStrongest(claims)];
    }),
  );
}

function buildClaim(subgraph: SubgraphFacts, type: TypeFacts, isEntryPoint: boolean): Claim {
  const resolved = type.fields.filter((field) => !isKeyField(field, type) && !isExternal(field, subgraph));
  return {
    subgraph: subgraph.name,
    strength: [Number(isDefined(type, subgraph)), Number(isEntryPoint), resolved.length],
  };
}

function isDefined({ nodes, keys }: TypeFacts, { directiveNames }: SubgraphFacts): boolean {
  const isStub = keys.length > 0 && keys.every(({ isResolvable }) => !isResolvable);
  const isExtension = nodes.every(
    (node) => node.kind.endsWith("Extension") || hasDirective(node, "extends", directiveNames),
  );
  return !isStub && !isExtension;
}

function findStrongest(claims: readonly Claim[]): string | null {
  const [first, second] = claims.toSorted((a, b) => compare(b, a));
  if (first === undefined) return null;
  return second !== undefined && compare(first, second) === 0 ? null : first.subgraph;
}

function compare(a: Claim, b: Claim): number {
  const differences = a.strength.map((value, index) => value - (b.strength[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** The entities that the subgraph's root fields lead to: directly, or through payloads, connections and the like. */
function findEntryPoints(subgraph: SubgraphFacts, entities: ReadonlySet<string>): Set<string> {
  const reached = new Set(subgraph.rootTypes.keys());
  // A loop over a set also visits members added meanwhile.
  for (const name of reached) {
    const type = subgraph.types.get(name);
    if (type === undefined || entities.has(name)) continue;
    const next = type.fields.flatMap((field) => listPossibleTypes(readNamedType(field.type), subgraph));
    for (const possible of next) reached.add(possible);
  }
  return new Set([...reached].filter((name) => entities.has(name)));
}
