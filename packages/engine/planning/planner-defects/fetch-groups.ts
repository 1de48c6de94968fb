/**
 * Defect: Apollo's planner merges fetches that must stay apart. After a `@requires` on an `@interfaceObject`, two that ask
 * one subgraph for the same entities become one that waits for itself. Where a required field requires another one, it is
 * asked for in an earlier fetch to its subgraph, or in one to a subgraph that only names it as `@external`. On an
 * `@interfaceObject`, such a field is asked for with `__typename`, which that subgraph does not know.
 * Without this: the planner walks in that circle until the memory is full, fields are computed without what they require,
 * or there is no plan.
 * Work-around: before it merges two fetches, the links between them are removed. A fetch that waits for several others is
 * not merged into one of them, and no subgraph stands in for another with its external fields. No `__typename` is added
 * to an interface object.
 * Test: tests/engine/interface-object.test.ts > is planned where it requires a field, and its object is of another subgraph
 * Test: tests/engine/required-chains.test.ts > has what it requires where the chain is of the subgraphs %s
 * Test: tests/engine/required-chains.test.ts > has what it requires where all are of interface objects: %s
 */
import {
  type CompositeType,
  federationMetadata,
  isCompositeType,
  isInterfaceObjectType,
  MapWithCachedArrays,
  type OperationPath,
  type Selection,
  SelectionSet,
} from "@apollo/federation-internals";

type Added = Selection | SelectionSet | readonly Selection[];

/** What we use of a fetch under planning. It is private: the planner's version is pinned, and tests hold it. */
interface FetchGroup {
  parents(): readonly { readonly group: FetchGroup }[];
  isDescendantOf(group: FetchGroup): boolean;
  removeChild(group: FetchGroup): void;
  addAtPath(path: OperationPath, selection?: Added): void;
  canMergeChildIn(child: FetchGroup): boolean;
  mergeInWithAllDependencies(other: FetchGroup): void;
}

let isPending = true;

/** Changes how the planner makes fetches, once for the process. Call it before the first plan. */
export function mendFetchGroups(): void {
  if (!isPending) return;
  isPending = false;
  refuseExternalFields();
  const { prototype } = MapWithCachedArrays;
  const { set } = prototype;
  // The planner does not export the class of its fetches: the first one that a plan puts into such a map leads to it.
  prototype.set = function (this: MapWithCachedArrays<unknown, unknown>, key: unknown, value: unknown) {
    const owner: unknown = Object.getPrototypeOf(value ?? null);
    if (isFetchGroup(owner)) {
      prototype.set = set;
      changeMerging(owner);
      leaveOutTypeNames(owner);
    }
    return set.call(this, key, value);
  };
}

function isFetchGroup(prototype: unknown): prototype is FetchGroup {
  return typeof (prototype as Partial<FetchGroup> | null)?.mergeInWithAllDependencies === "function";
}

function changeMerging(prototype: FetchGroup): void {
  const { canMergeChildIn: canMerge, mergeInWithAllDependencies: merge } = prototype;
  prototype.canMergeChildIn = function (this: FetchGroup, child: FetchGroup) {
    return child.parents().length === 1 && canMerge.call(this, child);
  };
  // Fetches with the same inputs need nothing of each other, nor of the fetches that wait for either.
  prototype.mergeInWithAllDependencies = function (this: FetchGroup, other: FetchGroup) {
    this.removeChild(other);
    other.removeChild(this);
    for (const { group } of [...this.parents()]) if (group.isDescendantOf(other)) group.removeChild(this);
    merge.call(this, other);
  };
}

function leaveOutTypeNames(prototype: FetchGroup): void {
  const { addAtPath } = prototype;
  prototype.addAtPath = function (this: FetchGroup, path: OperationPath, selection?: Added) {
    const added = Array.isArray(selection) ? selection.filter((each) => !isUnknownTypeName(each)) : selection;
    addAtPath.call(this, path, added);
  };
}

/** Whether it is the type name of an interface object, whose subgraph does not know the type. */
function isUnknownTypeName({ element }: Selection): boolean {
  return element.kind === "Field" && element.name === "__typename" && isInterfaceObjectType(element.definition.parent);
}

/** Lets the planner ask no type of a subgraph for a selection with fields that are external there. */
function refuseExternalFields(): void {
  const { prototype } = SelectionSet;
  const { canRebaseOn } = prototype;
  prototype.canRebaseOn = function (this: SelectionSet, type: CompositeType) {
    return canRebaseOn.call(this, type) && !hasExternalField(this, type);
  };
}

function hasExternalField(selectionSet: SelectionSet, type: CompositeType): boolean {
  return selectionSet.selections().some((selection) => isExternal(selection, type));
}

function isExternal({ element, selectionSet }: Selection, type: CompositeType): boolean {
  const schema = type.schema();
  const field = element.kind === "Field" ? type.field(element.name) : undefined;
  if (field !== undefined && federationMetadata(schema)?.isFieldExternal(field)) return true;
  const asked = element.kind === "Field" ? element.baseType() : element.castedType();
  const inner = schema.type(asked.name);
  return (
    selectionSet !== undefined && inner !== undefined && isCompositeType(inner) && hasExternalField(selectionSet, inner)
  );
}
