import type { FieldNode } from "graphql";
import { isPlainObject, type Readable } from "../model/project.ts";
import type { KeyFacts } from "../model/subgraph-facts.ts";
import type { SubgraphModel } from "../model/supergraph-model.ts";
import type { SubgraphContext, SubgraphObject } from "./resolve-field.ts";

/** The `__resolveReference` of an entity: it keeps what it was given, for the fields that require more than a key. */
export function createReferenceResolver(subgraph: SubgraphModel, typename: string, keys: readonly KeyFacts[]) {
  return (representation: Record<string, unknown>, { run }: SubgraphContext): SubgraphObject | null => {
    const entity = run.world.findEntity(typename, keys, readRepresentation(representation, typename));
    if (entity !== null && !run.faults.isAbsent(entity, subgraph.name)) return { ...entity, representation };
    run.noteUnknownEntity();
    return null;
  };
}

/** Reads field sets from what the router sent: every field has its own name there, whatever arguments it had. */
export function readRepresentation(data: Readonly<Record<string, unknown>>, typename: string | null): Readable {
  const given = data.__typename;
  return {
    typename: typeof given === "string" ? given : typename,
    has: ({ name }) => Object.hasOwn(data, name.value),
    read: (node) => wrap(requireField(data, node)),
  };
}

function requireField(data: Readonly<Record<string, unknown>>, { name }: FieldNode): unknown {
  if (!Object.hasOwn(data, name.value)) throw new Error(`the representation lacks ${name.value}`);
  return data[name.value];
}

function wrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wrap);
  // A custom scalar's value is only ever read whole.
  return isPlainObject(value) ? new ReadableObject(value) : value;
}

/** Reads further into an object, and is that object itself where it is read whole. */
class ReadableObject implements Readable {
  readonly #data: Readonly<Record<string, unknown>>;
  constructor(data: Readonly<Record<string, unknown>>) {
    this.#data = data;
  }
  get typename(): string | null {
    return readRepresentation(this.#data, null).typename;
  }
  has({ name }: FieldNode): boolean {
    return Object.hasOwn(this.#data, name.value);
  }
  read(node: FieldNode): unknown {
    return readRepresentation(this.#data, null).read(node);
  }
  toJSON(): unknown {
    return this.#data;
  }
}
