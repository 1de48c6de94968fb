import type { EntitySource } from "../compilation/step.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { DataObject } from "../representations/representation-writer.ts";
import type { EntityBatch, EntityTarget } from "./entity-batch.ts";
import { copyObject, mergeKeys } from "./merge-data.ts";
import { isWhole } from "./missing-fields.ts";

/** Entities by position; null stands for one that does not exist. */
export type EntityList = readonly (DataObject | null)[];

/** Whether `value` has for each representation an entity with all that was asked for, or null. */
export function isEntityList(value: unknown, { representations, targets }: EntityBatch): value is EntityList {
  if (!Array.isArray(value) || value.length !== representations.length) return false;
  return targets.every(({ index, type }) => value[index] === null || isWhole(value[index], type.fields));
}

/** Puts entities into all objects that wait for them; one that does not exist explains what its object lacks. */
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
    const owner = owners[target.index];
    if (owner === undefined) target.type.fields.rewrite?.(entity);
    owners[target.index] ??= target.source;
    const own = owner === undefined || canShare(target, owner) ? entity : copyObject(entity);
    mergeKeys(target.object, own, target.type.fields.merged, subtypes);
  }
}

/** Whether an object may take what is inside an entity together with another place of the data. */
function canShare({ source, type }: EntityTarget, owner: EntitySource): boolean {
  return !type.fields.hasObjects || (source === owner && source.sharesObjects);
}
