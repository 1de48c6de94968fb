import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
} from "graphql";
import type { ArgumentReader } from "./argument-values.ts";
import type { ListSizeRule } from "./cost-rules.ts";

/** The size of a list, and where it is. */
export interface ListSize {
  readonly size: number;
  /** The fields below that hold the list; null: the field itself is the list. */
  readonly sizedFields: readonly string[] | null;
}

/** Where a connection keeps its items (GraphQL Cursor Connections Specification, and `nodes` beside it). */
const CONNECTION_FIELDS = ["edges", "nodes"];
const CONNECTION_ARGUMENTS = ["first", "last"];

/** The size of a field's list, by its `@listSize`, else by `first` and `last`; null: no hint. */
export function findListSize(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  isList: boolean,
  rule: ListSizeRule | undefined,
  reader: ArgumentReader,
): ListSize | null {
  const slicingArguments = rule?.slicingArguments ?? CONNECTION_ARGUMENTS;
  const sizes = slicingArguments
    .map((path) => readSlicingArgument(path, node, field, reader))
    .filter((value) => typeof value === "number");
  const size = sizes.length > 0 ? Math.max(0, ...sizes) : (rule?.assumedSize ?? null);
  if (size === null) return null;
  if (rule !== undefined && rule.sizedFields.length > 0) return { size, sizedFields: rule.sizedFields };
  return { size, sizedFields: isList ? null : CONNECTION_FIELDS };
}

/** `path` names an argument; a dot leads into its input object (`page.first`). */
function readSlicingArgument(
  path: string,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  reader: ArgumentReader,
): unknown {
  const [name, ...below] = path.split(".");
  const argument = field.args.find((candidate) => candidate.name === name);
  if (argument === undefined) return undefined;
  let { type } = argument;
  let value = reader.read(node, argument);
  for (const key of below) {
    const inputField = findInputField(type, key);
    if (inputField === undefined) return undefined;
    value = readInputField(value, inputField);
    type = inputField.type;
  }
  return value;
}

function findInputField(type: GraphQLInputType, name: string): GraphQLInputField | undefined {
  const named = getNamedType(type);
  return isInputObjectType(named) ? named.getFields()[name] : undefined;
}

function readInputField(input: unknown, { name, defaultValue }: GraphQLInputField): unknown {
  if (typeof input !== "object" || input === null) return undefined;
  const value = Object.hasOwn(input, name) ? (input as Readonly<Record<string, unknown>>)[name] : undefined;
  return value === undefined ? defaultValue : value;
}
