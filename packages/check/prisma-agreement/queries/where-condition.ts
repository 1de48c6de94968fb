import type { Expression, ObjectExpression } from "@swc/core";
import type { PrismaModel } from "../prisma-schema.ts";
import { type Condition, NONE, UNKNOWN } from "./model-query.ts";
import { type Resolve, unwrap } from "./typescript-file.ts";

/** A property of an object literal. Its name is null if it is computed at run time, or a spread. */
export interface Property {
  readonly name: string | null;
  readonly value: Expression | null;
}

/** The properties of an object literal, or of the constant that a name refers to; null for anything else. */
export function readObject(expression: Expression, resolve: Resolve): readonly Property[] | null {
  const object = resolveValue(expression, resolve);
  return object?.type === "ObjectExpression" ? object.properties.map(readProperty) : null;
}

/** An expression, or the value of the constant it names. */
export function resolveValue(expression: Expression, resolve: Resolve): Expression | null {
  const value = unwrap(expression);
  if (value.type !== "Identifier") return value;
  const constant = resolve(value.value, value.span.start);
  return constant && unwrap(constant);
}

function readProperty(property: ObjectExpression["properties"][number]): Property {
  if (property.type === "Identifier") return { name: property.value, value: property };
  if (property.type !== "KeyValueProperty") return { name: null, value: null };
  const { key, value } = property;
  const isNamed = key.type === "Identifier" || key.type === "StringLiteral";
  return { name: isNamed ? key.value : null, value };
}

/**
 * Reads Prisma's `where`. Filters on relations count as unknown, and so does a compound unique name (`userId_bookId`),
 * which an index serves by definition. A negation is no condition, as no index serves it.
 */
export function readWhere(expression: Expression, model: PrismaModel, resolve: Resolve): Condition {
  const properties = readObject(expression, resolve);
  if (properties === null) return UNKNOWN;
  return { kind: "all", parts: properties.map((property) => readFilter(property, model, resolve)) };
}

function readFilter({ name, value }: Property, model: PrismaModel, resolve: Resolve): Condition {
  if (name === null || value === null) return UNKNOWN;
  if (name === "NOT") return NONE;
  if (name === "AND") return { kind: "all", parts: readBranches(value, model, resolve) };
  if (name === "OR") return { kind: "any", parts: readBranches(value, model, resolve) };
  const field = model.fields.find((candidate) => candidate.name === name);
  if (field === undefined || field.kind === "object") return UNKNOWN;
  return isNegation(value, resolve) ? NONE : { kind: "column", column: name };
}

/** Whether a column has negated conditions only, which no index serves. */
function isNegation(value: Expression, resolve: Resolve): boolean {
  const operators = readObject(value, resolve) ?? [];
  return operators.length > 0 && operators.every(({ name }) => name === "not" || name === "notIn");
}

function readBranches(value: Expression, model: PrismaModel, resolve: Resolve): Condition[] {
  const branches = resolveValue(value, resolve);
  if (branches?.type !== "ArrayExpression") return [readWhere(value, model, resolve)];
  return branches.elements.map((element) =>
    element && !element.spread ? readWhere(element.expression, model, resolve) : UNKNOWN,
  );
}
