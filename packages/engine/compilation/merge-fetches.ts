import type { PlannedFetch } from "../planning/planned-fetch.ts";

/** With more fetches, looking for pairs would take longer than it can save. */
const MAXIMUM_FETCHES = 200;

/** Fetches that one request to their subgraph answers. */
export type FetchGroup = readonly [PlannedFetch, ...PlannedFetch[]];

/**
 * Groups entity fetches of one subgraph into one request, unless a response would then wait for more requests in a row
 * than in the plan. Fetches that could be sent at the same time are grouped first.
 * @param fetches each after those that it depends on; so are the groups
 * @param formatParts names the parts of the response that wait for a fetch: no part waits for another's fetches
 */
export function mergeFetches(
  fetches: readonly PlannedFetch[],
  mayMerge: (subgraph: string) => boolean,
  formatParts: (fetch: PlannedFetch) => string,
): readonly FetchGroup[] {
  let groups: readonly FetchGroup[] = fetches.map((fetch) => [fetch]);
  if (fetches.length > MAXIMUM_FETCHES) return groups;
  let depths = findDepths(groups);
  if (depths === null) throw new Error("the fetches of the plan wait for each other");
  const depth = Math.max(0, ...depths.values());
  const isMergeable = ({ node }: PlannedFetch) => node.requires !== undefined && mayMerge(node.serviceName);
  for (const [first, second] of listPairs(fetches.filter(isMergeable), depths)) {
    if (formatParts(first) !== formatParts(second)) continue;
    const merged = joinGroups(groups, first, second);
    const mergedDepths = merged === null ? null : findDepths(merged);
    if (merged === null || mergedDepths === null || Math.max(...mergedDepths.values()) > depth) continue;
    groups = merged;
    depths = mergedDepths;
  }
  const known = depths;
  return [...groups].sort(([one], [other]) => (known.get(one) ?? 0) - (known.get(other) ?? 0));
}

/** How many requests in a row lead to each fetch; null when fetches would wait for each other. */
function findDepths(groups: readonly FetchGroup[]): ReadonlyMap<PlannedFetch, number> | null {
  const groupOf = new Map(groups.flatMap((group) => group.map((fetch) => [fetch, group] as const)));
  const depths = new Map<FetchGroup, number>();
  const open = new Set<FetchGroup>();

  function visit(group: FetchGroup): number {
    const known = depths.get(group);
    if (known !== undefined) return known;
    if (open.has(group)) return Number.POSITIVE_INFINITY;
    open.add(group);
    const before = new Set(group.flatMap(({ dependencies }) => [...dependencies]));
    const depth = 1 + Math.max(0, ...[...before].map((fetch) => visit(groupOf.get(fetch) ?? [fetch])));
    open.delete(group);
    depths.set(group, depth);
    return depth;
  }

  const isOrdered = groups.every((group) => Number.isFinite(visit(group)));
  if (!isOrdered) return null;
  return new Map([...groupOf].map(([fetch, group]) => [fetch, depths.get(group) ?? 0]));
}

type Pair = readonly [PlannedFetch, PlannedFetch];

/** The pairs of each subgraph, nearest in depth first. */
function listPairs(fetches: readonly PlannedFetch[], depths: ReadonlyMap<PlannedFetch, number>): readonly Pair[] {
  const pairs = fetches.flatMap((first, index) =>
    fetches
      .slice(index + 1)
      .filter(({ node }) => node.serviceName === first.node.serviceName)
      .map((second): Pair => [first, second]),
  );
  const distance = ([first, second]: Pair) => Math.abs((depths.get(first) ?? 0) - (depths.get(second) ?? 0));
  return pairs.sort((one, other) => distance(one) - distance(other));
}

/** Null when they are in one group already. */
function joinGroups(
  groups: readonly FetchGroup[],
  first: PlannedFetch,
  second: PlannedFetch,
): readonly FetchGroup[] | null {
  const one = groups.find((group) => group.includes(first));
  const other = groups.find((group) => group.includes(second));
  if (one === undefined || other === undefined || one === other) return null;
  return groups.flatMap((group) => (group === other ? [] : [group === one ? [...one, ...other] : group]));
}
