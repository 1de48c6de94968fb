import type { EntitySource, EntityType, FetchFields } from "../compilation/step.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { DataObject } from "../representations/representation-writer.ts";
import type { EntityBatch } from "./entity-batch.ts";
import { copyObject, mergeKeys } from "./merge-data.ts";
import { isWhole } from "./missing-fields.ts";

/** Entities by position; null stands for one that does not exist. */
export type EntityList = readonly (DataObject | null)[];

/** Whether `value` has for each representation an entity with all that was asked for, or null. */
export function isEntityList(value: unknown, { representations, targets }: EntityBatch): value is EntityList {
  if (!Array.isArray(value) || value.length !== representations.length) return false;
  return targets.every(({ index, type }) => {
    const entity: unknown = value[index];
    return entity === null || isWhole(entity, findEntityFields(type, entity));
  });
}

function findEntityFields({ fields, findFields }: EntityType, entity: unknown): FetchFields {
  const typename = (entity as { readonly __typename?: unknown } | undefined)?.__typename;
  return typename === undefined ? fields : findFields(typename);
}

/**
 * Puts entities into all objects that wait for them; one that does not exist explains what its object lacks. The
 * first object gets what is inside the entity, and others the same only where all that comes is for all of them.
 */
export function deliverEntities(
  { targets }: EntityBatch,
  entities: EntityList,
  explained: Set<object>,
  subtypes: Subtypes,
): void {
  const owners: (EntitySource | undefined)[] = [];
  for (const target of targets) {
    const entity = entities[target.index] ?? null;
    if (entity === null) {
      explained.add(target.object);
      continue;
    }
    const fields = findEntityFields(target.type, entity);
    const owner = owners[target.index];
    if (owner === undefined) fields.rewrite?.(entity);
    owners[target.index] ??= target.source;
    const mayTake =
      owner === undefined || !fields.hasObjects || (target.source === owner && owner.sharesObjects);
    mergeKeys(target.object, mayTake ? entity : copyObject(entity), fields.merged, subtypes);
  }
}
