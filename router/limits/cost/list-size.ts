import type { FieldNode, GraphQLField } from "graphql";
import type { ArgumentReader } from "./argument-values.ts";
import type { ListSizeRule } from "./cost-rules.ts";

/** How long a list gets, and where it is. */
export interface ListSize {
  readonly size: number;
  /** The fields below that hold the list; null when the field itself is the list. */
  readonly sizedFields: readonly string[] | null;
}

/** Where a connection keeps its items (GraphQL Cursor Connections Specification, and `nodes` beside it). */
const CONNECTION_FIELDS = ["edges", "nodes"];
const CONNECTION_ARGUMENTS = ["first", "last"];

/** How long the list of a field gets, by its `@listSize`, else by `first` and `last`; null when nothing says. */
export function findListSize(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  isList: boolean,
  rule: ListSizeRule | undefined,
  reader: ArgumentReader,
): ListSize | null {
  const slicingArguments = rule?.slicingArguments ?? CONNECTION_ARGUMENTS;
  const sizes = field.args
    .filter(({ name }) => slicingArguments.includes(name))
    .map((argument) => reader.read(node, argument))
    .filter((value) => typeof value === "number");
  const size = sizes.length > 0 ? Math.max(0, ...sizes) : (rule?.assumedSize ?? null);
  if (size === null) return null;
  if (rule !== undefined && rule.sizedFields.length > 0) return { size, sizedFields: rule.sizedFields };
  return { size, sizedFields: isList ? null : CONNECTION_FIELDS };
}
