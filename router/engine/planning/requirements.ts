import { Field, type FieldSelection, type SelectionSet } from "@apollo/federation-internals";
import type { QueryPlanner } from "@apollo/query-planner";

/** Clients have no such alias: theirs are renamed before planning. */
export const REQUIREMENT_PREFIX = "_requires_";

/** Under which key a field with arguments, required by another field, lies in the data. */
export interface RequirementKey {
  /** The names of the fields that lead to it, from the entity down, each after a slash. */
  readonly place: string;
  readonly key: string;
}

/** What each field of a subgraph requires with arguments; `formatField` gives the names of fields. */
export type Requirements = ReadonlyMap<string, readonly RequirementKey[]>;

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
  const requirements = new Map<string, readonly RequirementKey[]>();
  const keys = new Map<string, string>();
  for (const edge of federatedQueryGraph.allEdges()) {
    if (edge._conditions === undefined || edge.transition.kind !== "FieldCollection") continue;
    const found: RequirementKey[] = [];
    edge._conditions = withKeys(edge._conditions, "", keys, found);
    const { head, transition } = edge;
    if (found.length > 0) {
      requirements.set(formatField(head.source, head.type.name, transition.definition?.name), found);
    }
  }
  return requirements;
}

/** A field of a subgraph, as `Requirements` names it. */
export function formatField(subgraph: string, typename: string, field: string | undefined): string {
  return `${subgraph} ${typename}.${field}`;
}

function withKeys(
  selections: SelectionSet,
  above: string,
  keys: Map<string, string>,
  found: RequirementKey[],
): SelectionSet {
  return selections.lazyMap((selection) => {
    const place = selection.kind === "FieldSelection" ? `${above}/${selection.element.name}` : above;
    const updated = selection.mapToSelectionSet((nested) => withKeys(nested, place, keys, found));
    if (updated.kind !== "FieldSelection" || updated.element.definition.arguments().length === 0)
      return updated;
    const key = findKey(updated, keys);
    found.push({ place, key });
    return updated.withUpdatedElement(updated.element.withUpdatedAlias(key));
  });
}

/** The same arguments, the same key. */
function findKey({ element }: FieldSelection, keys: Map<string, string>): string {
  const asked = String(new Field(element.definition, element.args));
  const key = keys.get(asked) ?? `${REQUIREMENT_PREFIX}${keys.size}_${element.name}`;
  keys.set(asked, key);
  return key;
}
