/**
 * Defect: if two fetches ask one subgraph for the same entities and one waits for the other, Apollo's planner merges
 * them into a fetch that waits for itself. That happens after a `@requires` on an `@interfaceObject`.
 * Without this: the planner walks in that circle until the memory is full.
 * Work-around: before it merges two fetches, the links between them are removed.
 * Test: tests/engine/interface-object.test.ts > is planned where it requires a field, and its object is of another subgraph
 */
import { MapWithCachedArrays } from "@apollo/federation-internals";

/** What we use of a fetch under planning. It is private: the planner's version is pinned, and tests hold it. */
interface FetchGroup {
  parents(): readonly { readonly group: FetchGroup }[];
  isDescendantOf(group: FetchGroup): boolean;
  removeChild(group: FetchGroup): void;
  mergeInWithAllDependencies(other: FetchGroup): void;
}

let isPending = true;

/** Changes how the planner merges fetches, once for the process. Call it before the first plan. */
export function preventSelfWaitingFetches(): void {
  if (!isPending) return;
  isPending = false;
  const { prototype } = MapWithCachedArrays;
  const { set } = prototype;
  // The planner does not export the class of its fetches: the first one that a plan puts into such a map leads to it.
  prototype.set = function (this: MapWithCachedArrays<unknown, unknown>, key: unknown, value: unknown) {
    const owner: unknown = Object.getPrototypeOf(value ?? null);
    if (isFetchGroup(owner)) {
      prototype.set = set;
      changeMerging(owner);
    }
    return set.call(this, key, value);
  };
}

function isFetchGroup(prototype: unknown): prototype is FetchGroup {
  return typeof (prototype as Partial<FetchGroup> | null)?.mergeInWithAllDependencies === "function";
}

/** Fetches with the same inputs need nothing of each other, nor of the fetches that wait for either. */
function changeMerging(prototype: FetchGroup): void {
  const merge = prototype.mergeInWithAllDependencies;
  prototype.mergeInWithAllDependencies = function (this: FetchGroup, other: FetchGroup) {
    this.removeChild(other);
    other.removeChild(this);
    for (const { group } of [...this.parents()]) if (group.isDescendantOf(other)) group.removeChild(this);
    merge.call(this, other);
  };
}
