import {
  type GraphQLInputType,
  type GraphQLList,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ObjectFieldNode,
  type ValueNode,
} from "graphql";
import { buildName } from "./nodes.ts";

/** Writes a value as a literal of its type; without a type, as whatever it is. */
export function writeLiteral(value: unknown, type: GraphQLInputType | null): ValueNode {
  if (isNonNullType(type)) return writeLiteral(value, type.ofType);
  if (value === null || value === undefined) return { kind: Kind.NULL };
  if (Array.isArray(value)) {
    const item = isInputList(type) ? type.ofType : null;
    return { kind: Kind.LIST, values: value.map((part: unknown) => writeLiteral(part, item)) };
  }
  if (isInputList(type)) return writeLiteral(value, type.ofType);
  if (typeof value === "object") return writeObject(value as Record<string, unknown>, type);
  return isEnumType(type) ? { kind: Kind.ENUM, value: String(value) } : writeScalar(value);
}

function writeObject(value: Record<string, unknown>, type: GraphQLInputType | null): ValueNode {
  const fields = isInputObjectType(type) ? type.getFields() : {};
  return {
    kind: Kind.OBJECT,
    fields: Object.entries(value).map(([name, part]) =>
      buildField(name, writeLiteral(part, fields[name]?.type ?? null)),
    ),
  };
}

function writeScalar(value: unknown): ValueNode {
  if (typeof value === "boolean") return { kind: Kind.BOOLEAN, value };
  if (typeof value === "number") return { kind: Number.isInteger(value) ? Kind.INT : Kind.FLOAT, value: String(value) };
  return { kind: Kind.STRING, value: String(value) };
}

/** The AST node of a field of an input object. */
export function buildField(name: string, value: ValueNode): ObjectFieldNode {
  return { kind: Kind.OBJECT_FIELD, name: buildName(name), value };
}

function isInputList(type: GraphQLInputType | null): type is GraphQLList<GraphQLInputType> {
  return isListType(type);
}
