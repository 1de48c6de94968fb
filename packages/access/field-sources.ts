import {
  CONTEXT_VERSIONS,
  type CompositeType,
  type Directive,
  type InterfaceType,
  isCompositeType,
  JOIN_VERSIONS,
  type ObjectType,
  parseSelectionSet,
  type Schema,
  type SelectionSet,
} from "@apollo/federation-internals";

/** A type that has fields. */
export type FieldParent = ObjectType | InterfaceType;

interface FieldSource {
  readonly type: string;
  readonly selectionSet: SelectionSet;
}

/**
 * Finds the sources of a type's field: what its subgraphs require with `@requires`, and take from above it with
 * `@fromContext` (https://specs.apollo.dev/join/v0.5, https://specs.apollo.dev/context/v0.1). What an
 * `@interfaceObject` requires counts for each implementing type. Throws when a selection does not fit the schema, or
 * its context has no type.
 */
export function createFieldSources(schema: Schema) {
  const joinField = findDirective(schema, JOIN_VERSIONS, "field");
  const contexts = readContexts(schema);
  return (type: FieldParent, fieldName: string): readonly FieldSource[] => {
    const declaring: readonly FieldParent[] = [type, ...type.interfaces()];
    const applications = declaring.flatMap(
      (each): readonly Directive[] => each.field(fieldName)?.appliedDirectives ?? [],
    );
    return applications
      .filter(({ name }) => name === joinField)
      .flatMap((application) => readSources(application.arguments(), type, contexts));
  };
}

type Contexts = ReadonlyMap<string, readonly CompositeType[]>;

interface JoinFieldArguments {
  readonly requires?: string | null;
  readonly contextArguments?: readonly { readonly context: string; readonly selection: string }[] | null;
}

function readSources(
  { requires, contextArguments }: JoinFieldArguments,
  type: FieldParent,
  contexts: Contexts,
): FieldSource[] {
  const required = requires ? [buildSource(type, requires)] : [];
  const fromContext = (contextArguments ?? []).flatMap(({ context, selection }) =>
    requireContext(contexts, context).map((each) => buildSource(each, selection)),
  );
  return [...required, ...fromContext];
}

function buildSource(type: CompositeType, source: string): FieldSource {
  // Types of one context need not overlap, and a selection from it names each of them.
  return { type: type.name, selectionSet: parseSelectionSet({ parentType: type, source, validate: false }) };
}

function requireContext(contexts: Contexts, name: string): readonly CompositeType[] {
  const types = contexts.get(name);
  if (types === undefined) throw new Error(`The supergraph takes a value from ${name}, a context it lacks.`);
  return types;
}

function readContexts(schema: Schema): Contexts {
  const directive = findDirective(schema, CONTEXT_VERSIONS, "context");
  const contexts = new Map<string, CompositeType[]>();
  for (const type of schema.allTypes().filter(isCompositeType)) {
    for (const application of type.appliedDirectives.filter(({ name }) => name === directive)) {
      const { name }: { name?: string } = application.arguments();
      if (name !== undefined) contexts.set(name, [...(contexts.get(name) ?? []), type]);
    }
  }
  return contexts;
}

/** The name in `schema` of a directive of one of its features; undefined when it does not link the feature. */
function findDirective(schema: Schema, { identity }: { readonly identity: string }, name: string) {
  return schema.coreFeatures?.getByIdentity(identity)?.directiveNameInSchema(name);
}
