/**
 * Defect: Apollo's planner tells required fields apart by their names alone.
 * Without this: if `@requires` asks for a field with arguments, one value serves every request for that field, with
 * whichever arguments: a tax in euros is worked out from the price in dollars.
 * Work-around: in the planner's query graph, each such field gets an alias for its arguments. As plans name required
 * fields without aliases, `shared-representations.ts` puts these keys into the fetches.
 * Test: tests/engine/planner-defects.test.ts > a field required with arguments > has its own value where %s
 */
import { Field, type FieldSelection, type SelectionSet } from "@apollo/federation-internals";
import type { QueryPlanner } from "@apollo/query-planner";
import { remember } from "../../remember.ts";
import { listEdges } from "../query-graph.ts";

/** No alias of a client's starts like this: alias de-confliction renames those that do. */
export const REQUIREMENT_PREFIX = "_requires_";

/** Where the data holds a field that another one requires. */
export interface RequiredKey {
  /** The names of the fields that lead to it, from the entity down, each after a slash. */
  readonly path: string;
  readonly key: string;
}

/** What a field of a subgraph requires, as far as plans get it wrong. */
export interface Requirement {
  readonly keys: readonly RequiredKey[];
  /**
   * Whether it is a field of an `@interfaceObject`: all types that implement the interface are asked for it, though
   * what it requires may have been fetched for some of them only.
   */
  readonly isOfInterface: boolean;
}

/** What fields of subgraphs require, by the names that `formatField` gives them. */
export type Requirements = ReadonlyMap<string, Requirement>;

/** Gives required fields with arguments an alias in the planner's query graph. @returns what each field requires */
export function aliasRequiredArguments(planner: QueryPlanner): Requirements {
  const requirements = new Map<string, Requirement>();
  const keys = new Map<string, string>();
  for (const edge of listEdges(planner)) {
    if (edge._conditions === undefined || edge.transition.kind !== "FieldCollection") continue;
    const { head, transition } = edge;
    const isOfInterface = planner.supergraph.schema.type(head.type.name)?.kind === "InterfaceType";
    const found: RequiredKey[] = [];
    edge._conditions = aliasSelections(edge._conditions, { above: "", keys, isOfInterface, found });
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

/** The name of the field that an alias stands for; null for every other key. */
export function readRequiredField(key: string): string | null {
  return key.startsWith(REQUIREMENT_PREFIX) ? key.slice(key.indexOf("_", REQUIREMENT_PREFIX.length) + 1) : null;
}

interface AliasScope {
  readonly above: string;
  readonly keys: Map<string, string>;
  readonly isOfInterface: boolean;
  readonly found: RequiredKey[];
}

function aliasSelections(selections: SelectionSet, scope: AliasScope): SelectionSet {
  return selections.lazyMap((selection) => {
    if (selection.kind === "FragmentSelection") {
      return selection.mapToSelectionSet((nested) => aliasSelections(nested, scope));
    }
    const path = `${scope.above}/${selection.element.name}`;
    const updated = selection.mapToSelectionSet((nested) => aliasSelections(nested, { ...scope, above: path }));
    return aliasField(updated, path, scope);
  });
}

function aliasField(selection: FieldSelection, path: string, scope: AliasScope): FieldSelection {
  const { element } = selection;
  const hasArguments = element.definition.arguments().length > 0;
  const isLeaf = selection.selectionSet === undefined && element.name !== "__typename";
  const key = hasArguments ? findKey(element, scope.keys) : element.name;
  if (hasArguments || (scope.isOfInterface && isLeaf)) scope.found.push({ path, key });
  return hasArguments ? selection.withUpdatedElement(element.withUpdatedAlias(key)) : selection;
}

/** The same arguments have the same key. */
function findKey(field: Field, keys: Map<string, string>): string {
  const text = String(new Field(field.definition, field.args));
  return remember(keys, text, () => `${REQUIREMENT_PREFIX}${keys.size}_${field.name}`);
}
