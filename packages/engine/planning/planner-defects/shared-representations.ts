import type { FetchNode } from "@apollo/query-planner";
import { type EntityField, listEntityFields, printWithFields } from "../entity-fields.ts";
import type { PlannedFetch } from "../planned-fetch.ts";
import { type KeysByPlace, listPlaces, withKeys } from "../required-paths.ts";
import { parseFetch } from "../subgraph-operation.ts";
import type { Subtypes } from "../subtypes.ts";
import { formatField, type Requirements } from "./required-arguments.ts";

/**
 * Tells each entity fetch under which keys its representations find what was required with arguments: the plan has
 * the names of the fields alone. A fetch is split where
 *
 * - it requires one field with different arguments, for a representation has room for one of its values;
 * - only some of its fields require what, of the objects that implement an interface, some do not have.
 */
export function splitRequirements(
  fetches: readonly PlannedFetch[],
  requirements: Requirements,
  subtypes: Subtypes,
): readonly PlannedFetch[] {
  if (requirements.size === 0) return fetches;
  const parts = new Map<PlannedFetch, readonly PlannedFetch[]>();
  for (const fetch of fetches) {
    const before = [...fetch.dependencies].flatMap((dependency) => parts.get(dependency) ?? []);
    const dependencies = new Set(before);
    const nodes = splitNode(fetch.node, requirements, subtypes);
    parts.set(
      fetch,
      nodes.map((node) => ({ ...fetch, node, dependencies })),
    );
  }
  return [...parts.values()].flat();
}

/** What a field of an entity requires in ways that plans get wrong. */
interface FieldRequirement {
  readonly keys: KeysByPlace;
  /** Those of its keys that not all entities of its type may have. */
  readonly uncertain: KeysByPlace;
}

const NOTHING: FieldRequirement = { keys: new Map(), uncertain: new Map() };

/** Fields that can be asked for with one representation of each entity. */
interface FieldGroup {
  readonly fields: Set<string>;
  readonly keys: Map<string, string>;
  /** For each type that is an interface, what its fields in the group require. */
  readonly uncertain: Map<string, KeysByPlace>;
}

function splitNode(node: FetchNode, requirements: Requirements, subtypes: Subtypes): readonly FetchNode[] {
  const { requires, serviceName } = node;
  if (requires === undefined) return [node];
  const places = new Set(listPlaces(requires));

  /** Only what the fetch requires counts: the subgraph may have the rest by itself. */
  function findRequirement({ typename, name }: EntityField): FieldRequirement {
    const found = requirements.get(formatField(serviceName, typename, name));
    if (found === undefined) return NOTHING;
    const entries = found.keys.map(({ place, key }) => [`${typename}${place}`, key] as const);
    const keys = new Map(entries.filter(([place]) => places.has(place)));
    return { keys, uncertain: found.isOfInterface ? keys : new Map() };
  }

  const operation = parseFetch(node);
  const groups = groupFields(listEntityFields(operation), findRequirement);
  if (groups.every(({ keys }) => keys.size === 0)) return [node];
  const keyed = new Set(groups.flatMap(({ keys }) => [...keys.keys()]));
  return groups.map(({ fields, keys, uncertain }) => ({
    ...node,
    operation:
      groups.length === 1
        ? node.operation
        : printWithFields(operation, (field) => fields.has(formatEntityField(field))),
    requires: withKeys(requires, { keys, keyed, uncertain, subtypes }),
  }));
}

function groupFields(
  fields: readonly EntityField[],
  findRequirement: (field: EntityField) => FieldRequirement,
): readonly FieldGroup[] {
  const groups: FieldGroup[] = [];
  for (const field of fields) {
    const { keys, uncertain } = findRequirement(field);
    const fits = (group: FieldGroup) =>
      [...keys].every(([place, key]) => (group.keys.get(place) ?? key) === key) &&
      areEqual(group.uncertain.get(field.typename) ?? uncertain, uncertain);
    let group = groups.find(fits);
    if (group === undefined) {
      group = { fields: new Set(), keys: new Map(), uncertain: new Map() };
      groups.push(group);
    }
    group.fields.add(formatEntityField(field));
    group.uncertain.set(field.typename, uncertain);
    for (const [place, key] of keys) group.keys.set(place, key);
  }
  return groups;
}

function formatEntityField({ typename, name }: EntityField): string {
  return `${typename}.${name}`;
}

function areEqual(some: KeysByPlace, others: KeysByPlace): boolean {
  return some.size === others.size && [...some].every(([place, key]) => others.get(place) === key);
}
