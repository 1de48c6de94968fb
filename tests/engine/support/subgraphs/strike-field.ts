import type { GraphQLResolveInfo } from "graphql";
import type { FieldFault } from "../faults/faults.ts";
import type { DataObject } from "../model/world.ts";
import type { SubgraphContext } from "./resolve-field.ts";

/** A field that a subgraph is about to answer. */
export interface AnsweredField {
  readonly parent: DataObject;
  readonly value: unknown;
  readonly context: SubgraphContext;
  readonly info: GraphQLResolveInfo;
}

/** The value of a field, or what a fault makes of it. Throws when the fault is an error. */
export function strikeField(field: AnsweredField, hold: (value: unknown) => unknown): unknown {
  const { parent, value, context, info } = field;
  const { shape } = context.run.world.requireField(parent.typename, info.fieldName);
  const fault = context.run.faults.findFieldFault({ parent, fieldName: info.fieldName, shape, value });
  if (fault === null) return hold(value);
  // How far an honest subgraph's null goes depends on its own schema.
  if (context.run.faults.isHonest) context.run.faults.noteReached(`${context.subgraph.name} ${parent.place}`);
  return strike(fault, field, hold);
}

function strike(
  fault: FieldFault,
  { value, context, info }: AnsweredField,
  hold: (value: unknown) => unknown,
): unknown {
  const path = toArray(info.path);
  switch (fault.kind) {
    case "error":
      throw new Error("a fault");
    case "null":
      return null;
    case "missing":
      context.patches.push({ path, value: undefined });
      return null;
    case "wrong":
      context.patches.push({ path, value: fault.value });
      return null;
    case "item":
      context.patches.push({ path: [...path, fault.index], value: fault.value });
      return (hold(value) as unknown[]).with(fault.index, null);
    case "typename":
      context.patches.push({ path: [...path, "__typename"], value: fault.value });
      return hold(value);
  }
}

function toArray(path: GraphQLResolveInfo["path"]): (string | number)[] {
  return path.prev === undefined ? [path.key] : [...toArray(path.prev), path.key];
}
