import { type ExecutionResult, type GraphQLError, responsePathAsArray } from "graphql";
import type { DeferredDelivery, IncrementalData, PendingPart } from "../../packages/engine/engine.ts";
import { parseExact, stringifyExact } from "../../packages/engine/exact-numbers.ts";
import { isRecord } from "../../packages/server/is-record.ts";
import type { PartialExecution } from "./complete-response.ts";
import { completeExecuted, type PartlyRefused } from "./partly-refused.ts";

/** Completes the parts of one answer, in their order. */
export interface PartCompletion {
  /** `data` of the result is changed later on. */
  first(result: ExecutionResult, pending: readonly PendingPart[]): ExecutionResult;
  /** Adds to a delivery what was refused below the objects that it brings. */
  next(delivery: DeferredDelivery): DeferredDelivery;
}

type Path = readonly (string | number)[];
type Fields = Record<string, unknown>;

/**
 * Completes an answer part by part. What has come by now is completed as a whole each time, and only what is new is
 * told. A refused field comes with its object.
 * @param refuseIfGuarded gives the error of a field that was refused itself; null for any other
 */
export function createPartCompletion(part: PartlyRefused, refuseIfGuarded: PartialExecution["refuse"]): PartCompletion {
  const announced = new Map<string, PendingPart>();
  const told = new Set<string>();
  let executed: Fields = {};

  /** A field that is neither there nor refused comes later. */
  function complete() {
    const refused = new Set<string>();
    const { data, errors = [] } = completeExecuted(part, {
      data: executed,
      isInParts: true,
      refuse(info) {
        const refusal = refuseIfGuarded(info);
        if (refusal !== null) refused.add(JSON.stringify(responsePathAsArray(info.path)));
        return refusal;
      },
    });
    const added = errors.filter(({ path }) => isNew(JSON.stringify(path), refused));
    return { data: withoutPending(data, executed, refused, []), errors: added };
  }

  function isNew(path: string, refused: ReadonlySet<string>): boolean {
    if (!refused.has(path) || told.has(path)) return false;
    told.add(path);
    return true;
  }

  function findPath({ id, subPath }: IncrementalData): Path {
    return [...(announced.get(id)?.path ?? []), ...subPath];
  }

  return {
    first(result, pending) {
      if (!result.data) return result;
      for (const each of pending) announced.set(each.id, each);
      executed = result.data;
      const { data, errors } = complete();
      const all = [...(result.errors ?? []), ...errors];
      return { ...result, data: data as Fields, ...(all.length === 0 ? {} : { errors: all }) };
    },
    next(delivery) {
      for (const each of delivery.pending) announced.set(each.id, each);
      const brought = delivery.incremental.map((entry) => {
        const fields = entry.data === null ? {} : (parseExact(entry.data) as Fields);
        assignFields(find(executed, findPath(entry)), fields);
        return { entry, names: Object.keys(fields) };
      });
      const { data, errors } = complete();
      const incremental = brought.map(({ entry, names }) => {
        if (entry.data === null) return entry;
        const path = findPath(entry);
        const object = find(data, path);
        const own = Object.fromEntries(names.map((name) => [name, object[name]]));
        const added = errors.filter((error) => isBelow(error, path, names)).map((error) => error.toJSON());
        return { ...entry, data: stringifyExact(own), errors: [...entry.errors, ...added] };
      });
      return { ...delivery, incremental };
    },
  };
}

/** Takes out of completed data what was not executed and not refused. */
function withoutPending(completed: unknown, executed: unknown, refused: ReadonlySet<string>, path: Path): unknown {
  if (completed === executed) return completed;
  if (Array.isArray(completed) && Array.isArray(executed))
    return completed.map((item, index) => withoutPending(item, executed[index], refused, [...path, index]));
  if (!isRecord(completed) || !isRecord(executed)) return completed;
  const entries = Object.entries(completed).flatMap(([name, value]) => {
    const below = [...path, name];
    if (!Object.hasOwn(executed, name)) return refused.has(JSON.stringify(below)) ? [[name, value]] : [];
    return [[name, withoutPending(value, executed[name], refused, below)]];
  });
  return Object.fromEntries(entries);
}

function find(data: unknown, path: Path): Fields {
  const found = path.reduce<unknown>((value, key) => (value as Fields | null)?.[key], data);
  return isRecord(found) ? found : {};
}

/** The client chooses the names, `__proto__` among them. */
function assignFields(object: Fields, fields: Fields): void {
  for (const [name, value] of Object.entries(fields))
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function isBelow({ path = [] }: GraphQLError, start: Path, names: readonly string[]): boolean {
  return start.every((key, index) => path[index] === key) && names.includes(String(path[start.length]));
}
