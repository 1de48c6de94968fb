import { Field, type FieldSelection, type SelectionSet } from "@apollo/federation-internals";
import type { QueryPlanner } from "@apollo/query-planner";

/** Clients have no such alias: theirs are renamed before planning. */
export const REQUIREMENT_PREFIX = "_requires_";

/** For each field that has a `@requires` with arguments, by subgraph and coordinate: under which keys it finds them. */
export type Requirements = ReadonlyMap<string, ReadonlySet<string>>;

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
  const requirements = new Map<string, ReadonlySet<string>>();
  const keys = new Map<string, string>();
  for (const edge of federatedQueryGraph.allEdges()) {
    if (edge._conditions === undefined || edge.transition.kind !== "FieldCollection") continue;
    const used = new Set<string>();
    edge._conditions = withKeys(edge._conditions, keys, used);
    const { head, transition } = edge;
    if (used.size > 0)
      requirements.set(formatField(head.source, head.type.name, transition.definition?.name), used);
  }
  return requirements;
}

/** A field of a subgraph, as `Requirements` names it. */
export function formatField(subgraph: string, typename: string, field: string | undefined): string {
  return `${subgraph} ${typename}.${field}`;
}

function withKeys(selections: SelectionSet, keys: Map<string, string>, used: Set<string>): SelectionSet {
  return selections.lazyMap((selection) => {
    const updated = selection.mapToSelectionSet((nested) => withKeys(nested, keys, used));
    return updated.kind === "FieldSelection" ? withKey(updated, keys, used) : updated;
  });
}

function withKey(selection: FieldSelection, keys: Map<string, string>, used: Set<string>): FieldSelection {
  const { element } = selection;
  if (element.definition.arguments().length === 0) return selection;
  const asked = String(new Field(element.definition, element.args));
  const key = keys.get(asked) ?? `${REQUIREMENT_PREFIX}${keys.size}_${element.name}`;
  keys.set(asked, key);
  used.add(key);
  return selection.withUpdatedElement(element.withUpdatedAlias(key));
}
