import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { parseCoordinate, type SchemaChange } from "./schema-change.ts";

/**
 * Corrects GraphQL Inspector's classification with what the schemas show. It is safe to add an optional argument without
 * a default, and an enum value that only clients send. A removed default may make its argument required, and a new type
 * may join an interface in use. `head` is the schema as it is now.
 */
export function classify(change: SchemaChange, head: GraphQLSchema): SchemaChange {
  switch (change.type) {
    case "FIELD_ARGUMENT_ADDED":
    case "INPUT_FIELD_ADDED":
      return reclassify(change, hasNoEffectUnset(findInput(head, change.coordinate)), "safe");
    case "ENUM_VALUE_ADDED":
      return reclassify(change, !isReturned(head, change.coordinate), "safe");
    case "FIELD_ARGUMENT_DEFAULT_CHANGED":
    case "INPUT_FIELD_DEFAULT_VALUE_CHANGED":
      return classifyDefault(change, findInput(head, change.coordinate));
    case "OBJECT_TYPE_INTERFACE_ADDED":
      // Only object types are ever returned: an interface that implements another brings nothing new.
      return reclassify(change, true, isObjectType(head.getType(change.coordinate)) ? "dangerous" : "safe");
    case "DIRECTIVE_USAGE_INPUT_OBJECT_ADDED":
      return change;
    default:
      return reclassify(change, change.type.startsWith("DIRECTIVE_USAGE_"), "safe");
  }
}

function reclassify(
  change: SchemaChange,
  applies: boolean,
  classification: SchemaChange["classification"],
): SchemaChange {
  return applies ? { ...change, classification } : change;
}

type Input = GraphQLArgument | GraphQLInputField;

/** Finds an argument or an input field by its coordinate. */
export function findInput(schema: GraphQLSchema, coordinate: string): Input | null {
  const { type: typeName, field: fieldName, argument } = parseCoordinate(coordinate);
  const type = schema.getType(typeName);
  if (isInputObjectType(type)) return type.getFields()[fieldName ?? ""] ?? null;
  if (!isObjectType(type) && !isInterfaceType(type)) return null;
  return type.getFields()[fieldName ?? ""]?.args.find(({ name }) => name === argument) ?? null;
}

/** Whether clients must give a value: the type is non-null and has no default. */
export function isRequired(input: Input | null): boolean {
  return input !== null && isNonNullType(input.type) && input.defaultValue === undefined;
}

function hasNoEffectUnset(input: Input | null): boolean {
  return input !== null && !isRequired(input) && input.defaultValue === undefined;
}

function classifyDefault(change: SchemaChange, input: Input | null): SchemaChange {
  if (!input || input.defaultValue !== undefined) return change;
  const message = `'${change.coordinate}' has no default value any more`;
  if (!isRequired(input)) return { ...change, message };
  return { ...change, classification: "breaking", message: `${message} and must be given` };
}

function isReturned(schema: GraphQLSchema, coordinate: string): boolean {
  const enumType = schema.getType(parseCoordinate(coordinate).type);
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .filter(({ name }) => !name.startsWith("__"))
    .flatMap((type) => Object.values(type.getFields()))
    .some((field) => isEnumType(enumType) && getNamedType(field.type) === enumType);
}
