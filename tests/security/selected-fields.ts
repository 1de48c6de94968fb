import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
} from "graphql";

/** A field that an operation reads from an object of one type, at one place. */
export interface SelectedField {
  /** The object's own, never an interface. */
  readonly typeName: string;
  readonly fieldName: string;
  /** Without lists and non-nulls. */
  readonly returnedType: string;
  /** Whence and how: types, response keys, arguments and conditions from the root down. */
  readonly path: string;
  /** Whether no interface and no union stands anywhere on the way, so that only the rules on this path matter. */
  readonly isPlain: boolean;
}

/**
 * All that an operation may read, whatever its data turns out to be: every selection, fragments expanded, on every type
 * that an object at its place may have. What stands there several times is there once for each set of conditions.
 */
export function selectedFields(schema: GraphQLSchema, document: DocumentNode): SelectedField[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const [operation] = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  const root = schema.getRootType(operation.operation);
  if (root == null) throw new Error("no root type");
  const place = { type: root, isPlain: true, path: "" };
  return expandSelections({ schema, fragments }, place, operation.selectionSet);
}

interface Expansion {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

interface Place {
  readonly type: GraphQLObjectType;
  readonly isPlain: boolean;
  readonly path: string;
}

function expandSelections(expansion: Expansion, place: Place, { selections }: SelectionSetNode): SelectedField[] {
  return selections.flatMap((selection) => {
    const conditions = (selection.directives ?? []).map((directive) => ` ${print(directive)}`).join("");
    const conditional = { ...place, path: place.path + conditions };
    return selection.kind === Kind.FIELD
      ? expandField(expansion, conditional, selection)
      : expandFragment(expansion, conditional, selection);
  });
}

function expandFragment(
  expansion: Expansion,
  place: Place,
  selection: InlineFragmentNode | FragmentSpreadNode,
): SelectedField[] {
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : expansion.fragments.get(selection.name.value);
  if (fragment === undefined) throw new Error("no such fragment");
  const condition = fragment.typeCondition?.name.value ?? place.type.name;
  const type = expansion.schema.getType(condition);
  if (type === place.type) return expandSelections(expansion, place, fragment.selectionSet);
  if (!isAbstractType(type) || !expansion.schema.isSubType(type, place.type)) return [];
  return expandSelections(expansion, { ...place, isPlain: false }, fragment.selectionSet);
}

function expandField(expansion: Expansion, place: Place, field: FieldNode): SelectedField[] {
  const { type, isPlain } = place;
  const name = field.name.value;
  const given = (field.arguments ?? []).map((argument) => print(argument)).join();
  const path = `${place.path}/${type.name}.${field.alias?.value ?? ""}:${name}(${given})`;
  if (name === "__typename") {
    return [{ typeName: type.name, fieldName: name, returnedType: "String", path, isPlain }];
  }
  const returned = getNamedType(requireField(type, name).type);
  const own = { typeName: type.name, fieldName: name, returnedType: returned.name, path, isPlain };
  const { selectionSet } = field;
  if (selectionSet === undefined) return [own];
  const below = objectTypes(expansion.schema, returned).flatMap((each) =>
    expandSelections(expansion, { type: each, isPlain: isPlain && each === returned, path }, selectionSet),
  );
  return [own, ...below];
}

function requireField(type: GraphQLObjectType, name: string) {
  const field = type.getFields()[name];
  if (field === undefined) throw new Error(`${type.name} has no field ${name}`);
  return field;
}

function objectTypes(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  if (isObjectType(type)) return [type];
  throw new Error(`${type.name} has no fields`);
}
