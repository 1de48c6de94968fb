import type { FieldNode } from "graphql";

/** Whether a field asks about the schema. `__typename` does not: it is a field of every type. */
export function isIntrospection({ name }: FieldNode): boolean {
  return name.value === "__schema" || name.value === "__type";
}
