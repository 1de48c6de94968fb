import type { FetchFields } from "../compilation/fetch-fields.ts";
import type { EntitySource, EntityType } from "../compilation/step.ts";
import { type DataObject, isDataObject } from "../data-object.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { EntityBatch, EntityTarget } from "./entity-batch.ts";
import { copyObject, mergeKeys } from "./merge-data.ts";

/** An object, and the keys that its entity lacks. */
export interface IncompleteTarget {
  readonly target: EntityTarget;
  readonly keys: readonly string[];
}

/**
 * Puts entities into all objects that wait for them. Places share the objects inside an entity unless a later fetch
 * writes into these; then each place but the first gets a copy. If an entity is null, its object may lack fields.
 * @param entities by the index of their representations
 * @returns the objects whose entities lack something
 */
export function deliverEntities(
  { targets }: EntityBatch,
  entities: readonly unknown[],
  explained: Set<object>,
  subtypes: Subtypes,
): readonly IncompleteTarget[] {
  const owners: (EntitySource | undefined)[] = [];
  const incomplete: IncompleteTarget[] = [];
  for (const target of targets) {
    const entity = entities[target.index];
    if (entity === null) {
      explained.add(target.object);
      continue;
    }
    if (!isDataObject(entity)) {
      incomplete.push({ target, keys: target.type.fields.names });
      continue;
    }
    const fields = findEntityFields(target.type, entity);
    const owner = owners[target.index];
    if (owner === undefined) fields.rewrite?.(entity);
    owners[target.index] ??= target.source;
    const mayTake =
      owner === undefined || !fields.hasObjects || (target.source === owner && owner.sharesObjects);
    const own = mayTake ? entity : copyObject(entity);
    const keys = mergeKeys(target.object, own, fields.keys, subtypes);
    if (keys.length > 0) incomplete.push({ target, keys });
  }
  return incomplete;
}

function findEntityFields({ fields, findFields }: EntityType, { __typename }: DataObject): FetchFields {
  return __typename === undefined ? fields : findFields(__typename);
}
