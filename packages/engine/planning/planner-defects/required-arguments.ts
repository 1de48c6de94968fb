import { Field, type FieldSelection, type SelectionSet } from "@apollo/federation-internals";
import type { QueryPlanner } from "@apollo/query-planner";

/** Clients have no such alias: theirs are renamed before planning. */
export const REQUIREMENT_PREFIX = "_requires_";

/** Where a field that another one requires lies in the data. */
export interface RequiredKey {
  /** The names of the fields that lead to it, from the entity down, each after a slash. */
  readonly place: string;
  /** Its key; not its name where it is asked for with arguments. */
  readonly key: string;
}

/** What a field of a subgraph requires, as far as plans get it wrong. */
export interface Requirement {
  readonly keys: readonly RequiredKey[];
  /**
   * Whether it is a field of an `@interfaceObject`: it is asked of all types that implement the interface, though what
   * it requires may have been fetched for some of them only.
   */
  readonly isOfInterface: boolean;
}

/** What fields of subgraphs require, by the names that `formatField` gives them. */
export type Requirements = ReadonlyMap<string, Requirement>;

/** What we touch of the planner's query graph. It is private: the planner's version is pinned, and tests hold it. */
interface QueryGraph {
  allEdges(): Iterable<{
    _conditions?: SelectionSet;
    readonly head: { readonly source: string; readonly type: { readonly name: string } };
    readonly transition: { readonly kind: string; readonly definition?: { readonly name: string } };
  }>;
}

/**
 * Gives each field that a `@requires` asks with arguments a key of its own. Apollo's planner tells fields apart by
 * their response keys alone, so that one value would serve all who ask for the field, with whichever arguments.
 * @returns what each field requires in this way
 */
export function separateRequirements(planner: QueryPlanner): Requirements {
  const { federatedQueryGraph } = planner as unknown as { federatedQueryGraph: QueryGraph };
  const requirements = new Map<string, Requirement>();
  const keys = new Map<string, string>();
  for (const edge of federatedQueryGraph.allEdges()) {
    if (edge._conditions === undefined || edge.transition.kind !== "FieldCollection") continue;
    const { head, transition } = edge;
    const isOfInterface = planner.supergraph.schema.type(head.type.name)?.kind === "InterfaceType";
    const found: RequiredKey[] = [];
    edge._conditions = withKeys(edge._conditions, { above: "", keys, isOfInterface, found });
    if (found.length === 0) continue;
    const name = formatField(head.source, head.type.name, transition.definition?.name);
    requirements.set(name, { keys: found, isOfInterface });
  }
  return requirements;
}

/** A field of a subgraph, as `Requirements` names it. */
export function formatField(subgraph: string, typename: string, field: string | undefined): string {
  return `${subgraph} ${typename}.${field}`;
}

interface KeyScope {
  readonly above: string;
  readonly keys: Map<string, string>;
  readonly isOfInterface: boolean;
  readonly found: RequiredKey[];
}

function withKeys(selections: SelectionSet, scope: KeyScope): SelectionSet {
  return selections.lazyMap((selection) => {
    if (selection.kind === "FragmentSelection") {
      return selection.mapToSelectionSet((nested) => withKeys(nested, scope));
    }
    const place = `${scope.above}/${selection.element.name}`;
    const updated = selection.mapToSelectionSet((nested) => withKeys(nested, { ...scope, above: place }));
    return withKey(updated, place, scope);
  });
}

function withKey(selection: FieldSelection, place: string, scope: KeyScope): FieldSelection {
  const { element } = selection;
  const hasArguments = element.definition.arguments().length > 0;
  const isLeaf = selection.selectionSet === undefined && element.name !== "__typename";
  const key = hasArguments ? findKey(element, scope.keys) : element.name;
  if (hasArguments || (scope.isOfInterface && isLeaf)) scope.found.push({ place, key });
  return hasArguments ? selection.withUpdatedElement(element.withUpdatedAlias(key)) : selection;
}

/** The same arguments, the same key. */
function findKey(field: Field, keys: Map<string, string>): string {
  const asked = String(new Field(field.definition, field.args));
  const key = keys.get(asked) ?? `${REQUIREMENT_PREFIX}${keys.size}_${field.name}`;
  keys.set(asked, key);
  return key;
}
