// How to mend the errors and hints of composition, by Apollo's code
// (https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/errors).
// A code whose message says everything is not here.
const MENDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    INVALID_GRAPHQL: "Correct the SDL; a directive of federation must also be imported by @link.",
    UNKNOWN_FEDERATION_LINK_VERSION: "Link a version of federation that is installed, such as v2.9.",
    UNSUPPORTED_LINKED_FEATURE: "Remove the @link to the feature, or link a version that is supported.",
    INVALID_LINK_DIRECTIVE_USAGE:
      'Link federation as @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]).',
    INVALID_SUBGRAPH_NAME: "Rename the subgraph in supergraph.yaml.",
    NO_QUERIES: "Give at least one subgraph a field on Query.",

    INVALID_FIELD_SHARING:
      "Mark the field @shareable in every subgraph that resolves it, or resolve it in one and mark it @external elsewhere.",
    INVALID_SHAREABLE_USAGE: "Remove @shareable: an interface's field is not resolved, so it is not shared.",
    SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES:
      "Give the field's type the same possible object types in every subgraph that resolves the field.",
    FIELD_TYPE_MISMATCH: "Give the field the same type in every subgraph; only nullability may differ.",
    FIELD_ARGUMENT_TYPE_MISMATCH: "Give the argument the same type in every subgraph.",
    FIELD_ARGUMENT_DEFAULT_MISMATCH: "Give the argument the same default value in every subgraph.",
    INPUT_FIELD_DEFAULT_MISMATCH: "Give the input field the same default value in every subgraph.",
    TYPE_KIND_MISMATCH: "Rename one of the types, or make them the same kind.",
    REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH:
      "Add the argument in every subgraph that has the field, or make it optional.",
    REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH:
      "Add the field to the input in every subgraph that has it, or make it optional.",
    EMPTY_MERGED_INPUT_TYPE: "Keep at least one field that every subgraph with this input has.",
    EMPTY_MERGED_ENUM_TYPE: "Keep at least one value that every subgraph with this enum has.",
    ENUM_VALUE_MISMATCH:
      "Add the value in every subgraph that has the enum, or mark it @inaccessible until all of them have it.",
    INTERFACE_FIELD_NO_IMPLEM: "Add the field to every type that implements the interface.",
    EXTENSION_WITH_NO_BASE: "Define the type in some subgraph, or correct the name that is extended.",

    KEY_INVALID_FIELDS: "Name fields that the type has in this subgraph, in the syntax of a selection set.",
    KEY_FIELDS_HAS_ARGS: "Use a field without arguments in the @key.",
    KEY_FIELDS_SELECT_INVALID_TYPE:
      "Use fields of scalar, enum or object type in the @key, not lists or abstract types.",
    KEY_INVALID_FIELDS_TYPE: 'Write the fields as a string: @key(fields: "id").',
    REQUIRES_INVALID_FIELDS: "Name fields that the type has in this subgraph, marked @external.",
    REQUIRES_FIELDS_MISSING_EXTERNAL: "Mark the required field @external in this subgraph.",
    PROVIDES_INVALID_FIELDS: "Name fields that the returned type has in this subgraph, marked @external.",
    PROVIDES_FIELDS_MISSING_EXTERNAL: "Mark the provided field @external in this subgraph.",
    PROVIDES_ON_NON_OBJECT_FIELD: "Remove @provides: the field returns no object.",
    EXTERNAL_UNUSED: "Remove the @external field, or use it in a @key, @requires or @provides.",
    EXTERNAL_MISSING_ON_BASE: "Define the field in another subgraph, or remove @external here.",
    EXTERNAL_TYPE_MISMATCH: "Give the @external field the type it has where it is resolved.",
    EXTERNAL_ARGUMENT_MISSING: "Give the @external field the arguments it has where it is resolved.",
    EXTERNAL_ON_INTERFACE: "Remove @external from the interface's field.",
    INTERFACE_KEY_NOT_ON_IMPLEMENTATION: "Add the @key to every type that implements the interface.",
    INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE:
      "Define every implementation of the interface in the subgraph that gives it a @key.",

    SATISFIABILITY_ERROR: "Give the entity a @key that both subgraphs know, or make the fields on the way @shareable.",

    OVERRIDE_FROM_SELF_ERROR: "Name the subgraph the field comes from, not this one.",
    OVERRIDE_SOURCE_HAS_OVERRIDE: "Remove @override from the field in one of the subgraphs.",
    OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE:
      "Remove the other directive from the field, in the subgraph that overrides or in the one overridden.",
    OVERRIDE_ON_INTERFACE: "Put @override on the fields of the implementing types.",

    REFERENCED_INACCESSIBLE: "Mark what refers to it @inaccessible too, or make it accessible again.",
    DEFAULT_VALUE_USES_INACCESSIBLE: "Change the default value, or make what it uses accessible again.",
    REQUIRED_INACCESSIBLE: "Make it optional, or accessible again: clients must give it and cannot see it.",
    IMPLEMENTED_BY_INACCESSIBLE: "Mark the interface's field @inaccessible too.",
    ONLY_INACCESSIBLE_CHILDREN: "Mark the type itself @inaccessible.",
    QUERY_ROOT_TYPE_INACCESSIBLE: "Mark fields of Query @inaccessible, not the type.",

    DIRECTIVE_COMPOSITION_ERROR: "Declare the directive alike, and link the same version, in every subgraph.",
    LINK_IMPORT_NAME_MISMATCH: "Import the directive under one name in every subgraph.",
    MISSING_TRANSITIVE_AUTH_REQUIREMENTS: "Put the access rule of what the field requires on the field as well.",
    AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE: "Put the access rule on the implementing types or on their fields.",

    FROM_SUBGRAPH_DOES_NOT_EXIST: "Correct the subgraph's name in @override, or remove the directive.",
    OVERRIDDEN_FIELD_CAN_BE_REMOVED: "Remove the field from the subgraph it was moved out of.",
    OVERRIDE_DIRECTIVE_CAN_BE_REMOVED: "Remove @override: the move is complete.",
    INCONSISTENT_DESCRIPTION: "Describe it in the same words in every subgraph, or in one alone.",
    INCONSISTENT_ARGUMENT_PRESENCE: "Add the argument in every subgraph that has the field: it is left out until then.",
    INCONSISTENT_INPUT_OBJECT_FIELD: "Add the field in every subgraph that has the input: it is left out until then.",
    INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM:
      "Add the value in every subgraph that has the enum: it is left out until then.",
    INCONSISTENT_ENTITY: "Give the type a @key in every subgraph, or in none.",
    UNUSED_ENUM_TYPE: "Remove the enum, or use it.",
  }),
);

/** How to mend an error or a hint of composition, in one line; null when the list lacks it. */
export function findMend(code: string): string | null {
  return MENDS.get(code) ?? null;
}
