import type { Classification } from "./schema-change.ts";

const KEEP = "Keep it, marked @deprecated, until no operation uses it.";

const BREAKING_MENDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    TYPE_REMOVED: KEEP,
    TYPE_KIND_CHANGED: "Add a new type beside it and move operations over first.",
    FIELD_REMOVED: KEEP,
    FIELD_TYPE_CHANGED: "Add a new field beside it and deprecate this one.",
    FIELD_ARGUMENT_ADDED: "Make the argument nullable, or give it a default value.",
    FIELD_ARGUMENT_REMOVED: KEEP,
    FIELD_ARGUMENT_TYPE_CHANGED: "Add a new argument beside it and deprecate this one.",
    FIELD_ARGUMENT_DEFAULT_CHANGED: "Keep the default value, or make the argument nullable.",
    INPUT_FIELD_ADDED: "Make the field nullable, or give it a default value.",
    INPUT_FIELD_REMOVED: KEEP,
    INPUT_FIELD_TYPE_CHANGED: "Add a new input field beside it and deprecate this one.",
    INPUT_FIELD_DEFAULT_VALUE_CHANGED: "Keep the default value, or make the field nullable.",
    DIRECTIVE_USAGE_INPUT_OBJECT_ADDED: "Add a new input beside it, for a new argument.",
    ENUM_VALUE_REMOVED: KEEP,
    UNION_MEMBER_REMOVED: "Keep the member until no operation has a fragment on it.",
    OBJECT_TYPE_INTERFACE_REMOVED: "Keep the interface until no operation has a fragment that needs it.",
    DIRECTIVE_REMOVED: "Keep the directive until no operation uses it.",
  }),
);

/** How to change a schema without breaking clients; null for changes that do not break them. */
export function findChangeMend(type: string, classification: Classification): string | null {
  return classification === "breaking" ? (BREAKING_MENDS.get(type) ?? null) : null;
}
