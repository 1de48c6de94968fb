import type { FetchFields } from "../compilation/fetch-fields.ts";
import type { EntitySource, EntityType } from "../compilation/step.ts";
import { type DataObject, isDataObject } from "../data-object.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { EntityBatch } from "./entity-batch.ts";
import { copyObject, mergeKeys } from "./merge-data.ts";
import type { WaitingObject } from "./report-errors.ts";

/**
 * Puts entities into all objects that wait for them. Places share the objects inside an entity unless a later fetch
 * writes into these; then each place but the first gets a copy. If an entity is null, its object may lack fields.
 * @param entities by the index of their representations
 * @returns the objects whose entities lack something, with the keys that they lack
 */
export function deliverEntities(
  { targets }: EntityBatch,
  entities: readonly unknown[],
  explained: Set<object>,
  subtypes: Subtypes,
): readonly WaitingObject[] {
  const owners: (EntitySource | undefined)[] = [];
  const incomplete: WaitingObject[] = [];
  for (const target of targets) {
    const { object, source, type } = target;
    const entity = entities[target.index];
    if (entity === null) {
      explained.add(object);
      continue;
    }
    if (!isDataObject(entity)) {
      incomplete.push({ object, path: source.path, keys: type.fields.names });
      continue;
    }
    const fields = findEntityFields(type, entity);
    const owner = owners[target.index];
    if (owner === undefined) fields.rewrite?.(entity);
    owners[target.index] ??= source;
    const mayTake = owner === undefined || !fields.hasObjects || (source === owner && owner.sharesObjects);
    const own = mayTake ? entity : copyObject(entity);
    const keys = mergeKeys(object, own, fields.keys, subtypes);
    if (keys.length > 0) incomplete.push({ object, path: source.path, keys });
  }
  return incomplete;
}

function findEntityFields({ fields, findFields }: EntityType, { __typename }: DataObject): FetchFields {
  return __typename === undefined ? fields : findFields(__typename);
}
