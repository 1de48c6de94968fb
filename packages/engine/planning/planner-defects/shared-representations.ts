/**
 * Defect: Apollo's planner asks for all fields of a fetch with one representation of each entity.
 * Without this: a representation has room for one value of a required field, though fields of the fetch need it with
 * different arguments. And if one field of an `@interfaceObject` requires what only some objects have, the objects
 * without it lose the other fields too, or are sent without what the field requires.
 * Work-around: such a fetch is split, and each part requires its own keys.
 * Test: tests/engine/planner-defects.test.ts > takes one request for all, with representations for each of its values
 * Test: tests/engine/interface-object.test.ts > is not asked of types that it was not asked of, nor kept from those that it was
 */
import type { FetchNode } from "@apollo/query-planner";
import { type EntityField, listEntityFields, printWithFields } from "../entity-fields.ts";
import type { PlannedFetch } from "../planned-fetch.ts";
import { changeRequirements, type KeysByPath, listRequiredPaths } from "../required-paths.ts";
import { parseFetch } from "../subgraph-operation.ts";
import type { Subtypes } from "../subtypes.ts";
import { formatField, type Requirements } from "./required-arguments.ts";

/** The fetches of a plan, those split whose fields cannot share representations. */
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
  readonly keys: KeysByPath;
  /** Those of its keys that not all entities of its type may have. */
  readonly uncertain: KeysByPath;
}

const NOTHING: FieldRequirement = { keys: new Map(), uncertain: new Map() };

/** Fields that can be asked for with one representation of each entity. */
interface FieldGroup {
  readonly fields: Set<string>;
  readonly keys: Map<string, string>;
  /** For each interface, what its fields in the group require. */
  readonly uncertain: Map<string, KeysByPath>;
}

function splitNode(node: FetchNode, requirements: Requirements, subtypes: Subtypes): readonly FetchNode[] {
  const { requires, serviceName } = node;
  if (requires === undefined) return [node];
  const paths = new Set(listRequiredPaths(requires));

  /** Only what the fetch requires counts: the subgraph may have the rest by itself. */
  function findRequirement({ typename, name }: EntityField): FieldRequirement {
    const found = requirements.get(formatField(serviceName, typename, name));
    if (found === undefined) return NOTHING;
    const entries = found.keys.map(({ path, key }) => [`${typename}${path}`, key] as const);
    const keys = new Map(entries.filter(([path]) => paths.has(path)));
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
    requires: changeRequirements(requires, { keys, keyed, uncertain, subtypes }),
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
      [...keys].every(([path, key]) => (group.keys.get(path) ?? key) === key) &&
      areEqual(group.uncertain.get(field.typename) ?? uncertain, uncertain);
    let group = groups.find(fits);
    if (group === undefined) {
      group = { fields: new Set(), keys: new Map(), uncertain: new Map() };
      groups.push(group);
    }
    group.fields.add(formatEntityField(field));
    group.uncertain.set(field.typename, uncertain);
    for (const [path, key] of keys) group.keys.set(path, key);
  }
  return groups;
}

function formatEntityField({ typename, name }: EntityField): string {
  return `${typename}.${name}`;
}

function areEqual(some: KeysByPath, others: KeysByPath): boolean {
  return some.size === others.size && [...some].every(([path, key]) => others.get(path) === key);
}
