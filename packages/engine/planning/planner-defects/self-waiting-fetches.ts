import { MapWithCachedArrays } from "@apollo/federation-internals";

/** What we touch of a fetch under planning. It is private: the planner's version is pinned, and tests hold it. */
interface FetchGroup {
  parents(): readonly { readonly group: FetchGroup }[];
  isDescendantOf(group: FetchGroup): boolean;
  removeChild(group: FetchGroup): void;
  mergeInWithAllDependencies(other: FetchGroup): void;
}

let isPending = true;

/**
 * Mends how Apollo's planner makes one fetch of two that ask one subgraph for the same entities. Where one of them
 * waits for the other, as after a `@requires` on an `@interfaceObject`, it lets the fetch wait for itself, and then
 * walks in that circle until the memory is full. Call it before the first plan; the process needs it once.
 */
export function mendPlanner(): void {
  if (!isPending) return;
  isPending = false;
  const { prototype } = MapWithCachedArrays;
  const { set } = prototype;
  // The planner does not export the class of its fetches: the first that any plan keeps in such a map leads to it.
  prototype.set = function (this: MapWithCachedArrays<unknown, unknown>, key: unknown, value: unknown) {
    const owner: unknown = Object.getPrototypeOf(value ?? null);
    if (isFetchGroup(owner)) {
      prototype.set = set;
      mendMerging(owner);
    }
    return set.call(this, key, value);
  };
}

function isFetchGroup(prototype: unknown): prototype is FetchGroup {
  return typeof (prototype as Partial<FetchGroup> | null)?.mergeInWithAllDependencies === "function";
}

/** Fetches with the same inputs need nothing of each other, nor of what waits for either. */
function mendMerging(prototype: FetchGroup): void {
  const merge = prototype.mergeInWithAllDependencies;
  prototype.mergeInWithAllDependencies = function (this: FetchGroup, other: FetchGroup) {
    this.removeChild(other);
    other.removeChild(this);
    for (const { group } of [...this.parents()]) if (group.isDescendantOf(other)) group.removeChild(this);
    merge.call(this, other);
  };
}
