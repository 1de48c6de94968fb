import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";

/** Ids of nothing and texts too short for anything: a field that is reached with them does no harm. */
const SCALARS: Readonly<Record<string, string>> = { ID: '"nothing"', Int: "0", Float: "0", Boolean: "false" };

/** The arguments a field cannot do without, as GraphQL text: `(id: "nothing")`, or nothing at all. */
export function buildArguments({ args }: Pick<GraphQLField<unknown, unknown>, "args">): string {
  const required = args.filter(isRequiredArgument).map(writeMember);
  return required.length === 0 ? "" : `(${required.join(", ")})`;
}

function writeMember({ name, type }: Pick<GraphQLArgument, "name" | "type">): string {
  return `${name}: ${writeValue(type)}`;
}

function writeValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return writeValue(type.ofType);
  if (isListType(type)) return "[]";
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "null";
  if (!isInputObjectType(type)) return SCALARS[type.name] ?? '""';
  const members = Object.values(type.getFields()).filter(isRequiredInputField).map(writeMember);
  return `{ ${members.join(", ")} }`;
}
