import type { FieldNode } from "graphql";

/** Whether a field asks about the schema. `__typename` does not: it is a field of any type, and known without one. */
export function isIntrospection({ name }: FieldNode): boolean {
  return name.value === "__schema" || name.value === "__type";
}
