import type { GraphQLFormattedError } from "graphql";
import type {
  DeferredDelivery,
  EngineResponse,
  IncrementalData,
  PendingPart,
} from "../../../packages/engine/engine.ts";

type Path = readonly (string | number)[];
type JsonObject = Record<string, unknown>;

/** What a client has once the last part of an answer has come. */
export interface MergedAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
  readonly deliveries: readonly DeferredDelivery[];
  /** The parts that became null: the paths of their objects. */
  readonly nulls: readonly Path[];
  readonly pending: readonly PendingPart[];
}

/**
 * Merges an answer as a client does. @throws Error when it breaks a rule: fields for what the client does not have,
 * anything that comes twice, a part that is not completed, a wrong `hasNext`
 */
export async function mergeParts(response: EngineResponse): Promise<MergedAnswer> {
  const data: unknown = response.data === null ? undefined : JSON.parse(response.data);
  const errors = [...response.errors];
  const deliveries: DeferredDelivery[] = [];
  const nulls: Path[] = [];
  const known = new Map<string, PendingPart>();
  const open = new Map<string, PendingPart>();

  function announce(parts: readonly PendingPart[] = []): void {
    for (const part of parts) {
      if (known.has(part.id)) throw new Error(`the id ${part.id} is given twice`);
      known.set(part.id, part);
      open.set(part.id, part);
    }
  }

  function add({ id, subPath, data: text, errors: own }: IncrementalData): void {
    const part = open.get(id);
    if (part === undefined) throw new Error(`part ${id} is not announced`);
    const path = [...part.path, ...subPath];
    errors.push(...own);
    if (text === null) nulls.push(path);
    else addFields(data, path, JSON.parse(text));
  }

  announce(response.pending);
  if ((response.deferred === undefined) !== (open.size === 0)) throw new Error("parts are announced that never come");
  for await (const delivery of response.deferred ?? []) {
    deliveries.push(delivery);
    announce(delivery.pending);
    for (const fields of delivery.incremental) add(fields);
    for (const { id } of delivery.completed) if (!open.delete(id)) throw new Error(`part ${id} is completed twice`);
    if (delivery.hasNext !== open.size > 0) throw new Error("hasNext is wrong");
  }
  if (open.size > 0) throw new Error("a part is not completed");
  return { data, errors, deliveries, nulls, pending: [...known.values()] };
}

/** Clients choose keys, `__proto__` among them. */
function addFields(data: unknown, path: Path, fields: JsonObject): void {
  const target = path.reduce((value, key) => Object.getOwnPropertyDescriptor(Object(value), key)?.value, data);
  if (typeof target !== "object" || target === null) throw new Error(`there is no object at ${path.join(".")}`);
  for (const [key, value] of Object.entries(fields)) {
    if (Object.hasOwn(target, key)) throw new Error(`${[...path, key].join(".")} comes twice`);
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  }
}
