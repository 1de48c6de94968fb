import { type Change, CriticalityLevel, diff } from "@graphql-inspector/core";
import type { GraphQLSchema } from "graphql";
import { classify } from "./classify.ts";
import { parseCoordinate, type SchemaChange } from "./schema-change.ts";

/** The API schema as it was and as it is. */
export type SchemaPair = Readonly<Record<"base" | "head", GraphQLSchema>>;

/**
 * Finds every difference between two API schemas with GraphQL Inspector. Differences that repeat another are left out:
 * the fields of an added type, or the directive of a deprecation.
 */
export async function findSchemaChanges(schemas: SchemaPair): Promise<SchemaChange[]> {
  const changes = (await diff(schemas.base, schemas.head)).map(buildSchemaChange);
  const added = new Set(changes.filter(isAddition).map(({ coordinate }) => coordinate));
  return changes.filter((change) => !isRepetition(change, added)).map((change) => classify(change, schemas.head));
}

const CLASSIFICATIONS = {
  [CriticalityLevel.Breaking]: "breaking",
  [CriticalityLevel.Dangerous]: "dangerous",
  [CriticalityLevel.NonBreaking]: "safe",
} as const;

function buildSchemaChange(change: Change): SchemaChange {
  return {
    type: String(change.type),
    classification: CLASSIFICATIONS[change.criticality.level],
    coordinate: formatCoordinate(change.path ?? ""),
    member: findMember(change.meta as Readonly<Record<string, unknown>>),
    message: change.message,
  };
}

const MEMBER_KEYS = [
  "removedUnionMemberTypeName",
  "addedUnionMemberTypeName",
  "removedInterfaceName",
  "addedInterfaceName",
] as const;

function findMember(meta: Readonly<Record<string, unknown>>): string | null {
  const member = MEMBER_KEYS.map((key) => meta[key]).find((value) => value !== undefined);
  return typeof member === "string" ? member : null;
}

// The inspector's paths have dots only, and end in `@deprecated` for a change of that directive.
function formatCoordinate(path: string): string {
  const [type = "", field, argument] = path.split(".").filter((part, index) => index === 0 || !part.startsWith("@"));
  if (field === undefined) return type;
  if (type.startsWith("@")) return `${type}(${field}:)`;
  return argument === undefined ? `${type}.${field}` : `${type}.${field}(${argument}:)`;
}

function isAddition({ type }: SchemaChange): boolean {
  return /^(TYPE|FIELD|FIELD_ARGUMENT|INPUT_FIELD|ENUM_VALUE|DIRECTIVE)_ADDED$/.test(type);
}

function isRepetition(change: SchemaChange, added: ReadonlySet<string>): boolean {
  const { type, coordinate, member } = change;
  // Federation names the root types itself: a missing one is a removed type.
  if (type.startsWith("SCHEMA_")) return true;
  // No other change shows that a new type joins an old interface.
  if (type === "OBJECT_TYPE_INTERFACE_ADDED") return added.has(member ?? "");
  if (listOwners(coordinate).some((owner) => added.has(owner))) return true;
  if (added.has(coordinate)) return !isAddition(change);
  // Only its directive shows a deprecated argument or input field, or an input that becomes @oneOf. A deprecated field or
  // enum value has a change of its own.
  return type.startsWith("DIRECTIVE_USAGE_") && !/_(ARGUMENT|INPUT_FIELD)_DEFINITION_|_INPUT_OBJECT_/.test(type);
}

function listOwners(coordinate: string): string[] {
  const { type, field, argument } = parseCoordinate(coordinate);
  const owners = field !== null || argument !== null ? [type] : [];
  return field !== null && argument !== null ? [...owners, `${type}.${field}`] : owners;
}
