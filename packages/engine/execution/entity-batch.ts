import type { Representation } from "../compilation/representations/representation-writer.ts";
import type { EntityPart, EntitySource, EntityStep, EntityType } from "../compilation/step.ts";
import type { DataObject } from "../data-object.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import { remember } from "../remember.ts";
import { readContext } from "./context-values.ts";
import type { ExecutionState } from "./execution-state.ts";
import { locateObjects, walkPath } from "./walk-path.ts";

/** Entities that one list of a request asks for, and the objects that wait for them. */
export interface EntityBatch {
  /** The index of the part in its step. */
  readonly part: number;
  readonly representations: string[];
  /** The values of the part's context arguments, in JSON. */
  readonly context: readonly string[];
  readonly targets: EntityTarget[];
}

/** An object that waits for an entity. */
export interface EntityTarget {
  readonly object: DataObject;
  readonly source: EntitySource;
  readonly type: EntityType;
  readonly index: number;
}

/** Called for an object whose entity cannot be asked for, because the data lacks its key. */
type OnUnknown = (unknown: Omit<EntityTarget, "index">) => void;

/** What a step has to ask for: each entity once, even if many objects wait for it. */
export function collectBatches(
  { parts }: EntityStep,
  state: ExecutionState,
  subtypes: Subtypes,
  onUnknown: OnUnknown,
): readonly EntityBatch[] {
  return parts.flatMap((part, index) =>
    part.contextArguments.length === 0
      ? collectPart(part, index, state, onUnknown)
      : collectByContext(part, index, state, subtypes, onUnknown),
  );
}

function collectPart(
  { sources }: EntityPart,
  part: number,
  state: ExecutionState,
  onUnknown: OnUnknown,
): readonly EntityBatch[] {
  const batch = createBatch(part, []);
  for (const source of sources) {
    walkPath(state.data, source.path, (object) => {
      const type = source.findType(object.__typename);
      if (type !== null && !batch.add(object, source, type, state.isClean)) onUnknown({ object, source, type });
    });
  }
  return batch.targets.length === 0 ? [] : [batch];
}

/** One list for each context, as a variable has one value for all entities of a list. */
function collectByContext(
  { sources, contextArguments }: EntityPart,
  part: number,
  state: ExecutionState,
  subtypes: Subtypes,
  onUnknown: OnUnknown,
): readonly EntityBatch[] {
  const batches = new Map<string, ReturnType<typeof createBatch>>();
  for (const source of sources) {
    for (const located of locateObjects(state.data, source.path)) {
      const { object } = located;
      const type = source.findType(object.__typename);
      if (type === null) continue;
      const context = readContext(contextArguments, located, subtypes);
      const key = context?.join() ?? "";
      const batch = context === null ? undefined : (batches.get(key) ?? createBatch(part, context));
      if (batch?.add(object, source, type, state.isClean)) batches.set(key, batch);
      else onUnknown({ object, source, type });
    }
  }
  return [...batches.values()];
}

/** For the first value of an entity's identity, the first entity that has it. */
const createSpace = () => new Map<unknown, { readonly object: DataObject; readonly index: number }>();

function createBatch(part: number, context: readonly string[]) {
  const representations: string[] = [];
  const targets: EntityTarget[] = [];
  const indexesByText = new Map<string, number>();
  const spaces = new Map<string, ReturnType<typeof createSpace>>();

  function addRepresentation(text: string): number {
    const known = indexesByText.get(text);
    if (known !== undefined) return known;
    const index = representations.length;
    representations.push(text);
    indexesByText.set(text, index);
    return index;
  }

  /** Null when the entity cannot be asked for. The text of a known entity is not written again. */
  function findIndex(object: DataObject, { identity, write }: Representation, isClean: boolean): number | null {
    if (identity === null) {
      const text = write(object, isClean);
      return text === null ? null : addRepresentation(text);
    }
    const space = remember(spaces, identity.space, createSpace);
    const [key, ...others] = identity.keys;
    const value = object[key];
    const known = space.get(value);
    if (known !== undefined && others.every((other) => object[other] === known.object[other])) return known.index;
    const text = write(object, isClean);
    if (text === null) return null;
    const index = others.length === 0 ? representations.push(text) - 1 : addRepresentation(text);
    if (known === undefined) space.set(value, { object, index });
    return index;
  }

  return {
    part,
    context,
    representations,
    targets,
    /** Returns whether the entity can be asked for. */
    add(object: DataObject, source: EntitySource, type: EntityType, isClean: boolean): boolean {
      const index = findIndex(object, type.representation, isClean);
      if (index === null) return false;
      targets.push({ object, source, type, index });
      return true;
    },
  };
}
