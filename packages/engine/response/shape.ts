import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  print,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { buildDataKey, type DataKey } from "../data-object.ts";
import {
  type CollectedFields,
  collectFields,
  isIntrospection,
  type OperationScope,
} from "../operation/collect-fields.ts";
import { NullCondition } from "../operation/conditions.ts";
import { type FieldPlacement, listChain, type ResponsePart } from "../operation/response-parts.ts";
import { isInterfaceWithoutTypes } from "../planning/planner-defects/interfaces-without-types.ts";
import { remember } from "../remember.ts";
import { findLeaf, type Leaf } from "./leaf.ts";
import { findRuntimeTypes, type RuntimeType } from "./runtime-types.ts";

/** The form of the responses to one operation. */
export interface ResponseWriterOptions extends OperationScope {
  /** The key under which the data holds a field: its response key, unless alias de-confliction gave it another. */
  readonly findDataKey: (field: FieldNode) => string;
  /** The part that each field comes with; absent when the response is whole. */
  readonly placements?: ReadonlyMap<FieldNode, FieldPlacement>;
  /** Whether the shape has the fields of the first part only. */
  readonly isFirstPart?: boolean;
}

/** The form of one value in a response. */
export type ValueShape = LeafShape | ListShape | CompositeShape;

export interface LeafShape {
  readonly kind: "leaf";
  readonly isNonNull: boolean;
  readonly leaf: Leaf;
}

export interface ListShape {
  readonly kind: "list";
  readonly isNonNull: boolean;
  readonly items: ValueShape;
}

/** An object, whose fields depend on its `__typename`. */
export interface CompositeShape {
  readonly kind: "composite";
  readonly isNonNull: boolean;
  /** The `__typename` values that an object here may have; `undefined` for none. */
  listTypenames(): unknown[];
  /** The shape of an object with this `__typename`; null when it may not be here. */
  findObject(typename: unknown): ObjectShape | null;
}

/** The fields of an object of one type, in the order of the response. */
export interface ObjectShape {
  readonly typename: string;
  /** Whether `typename` is an abstract type: the object's own type is not known. */
  readonly isAbstract: boolean;
  /** Whether it is asked for `__typename`, which is not known. */
  readonly lacksTypename: boolean;
  /** The error's message if a condition of the object's fields is null; null if none is. */
  readonly refusal: string | null;
  readonly fields: readonly FieldShape[];
  /** The parts of the response whose fragments are on the object. */
  readonly begins: readonly ResponsePart[];
}

/** A field by its response key: read from the data, `__typename`, introspection, or refused for its arguments. */
export type FieldShape = FieldLabel &
  (
    | (DataKey & { readonly kind: "data"; readonly shape: ValueShape })
    | { readonly kind: "typename"; readonly isNonNull: true }
    // The question identifies the answer: the response key at the root, the text of the fields elsewhere.
    | { readonly kind: "introspection"; readonly isNonNull: boolean; readonly question: string }
    | { readonly kind: "refused"; readonly isNonNull: boolean; readonly message: string }
  );

interface FieldLabel {
  readonly key: string;
  /** The JSON between the bracket or comma and its value. */
  readonly label: string;
  /** `Type.field`, for error messages. */
  readonly coordinate: string;
  /** The parts of the response that each bring the field, unless another has; none: it is in the first part. */
  readonly parts: readonly ResponsePart[];
  /** The parts of the fields below it, and those that begin there. */
  readonly inside: ReadonlySet<ResponsePart>;
}

/**
 * The shape of the responses to an operation. The shape of an object is built when it is first needed: an operation with
 * many fragments may have more combinations of types than ever come.
 */
export function buildRootShape(options: ResponseWriterOptions): ObjectShape {
  const { apiSchema, operation } = options;
  const type = apiSchema.getRootType(operation.operation);
  if (!type) throw new Error(`the schema has no ${operation.operation}`);
  const scope: ShapeScope = { ...options, objects: new Map(), selectionIds: new Map() };
  const { fields, ...shape } = buildObject(scope, type, [operation.selectionSet]);
  return { ...shape, fields: fields.map(identifyByKey) };
}

interface ShapeScope extends ResponseWriterOptions {
  /** By type and selections, as an object's shape depends on nothing else. */
  readonly objects: Map<string, ObjectShape>;
  readonly selectionIds: Map<SelectionSetNode, number>;
}

function identifyByKey(field: FieldShape): FieldShape {
  return field.kind === "introspection" ? { ...field, question: field.key } : field;
}

function buildObject(scope: ShapeScope, type: RuntimeType, selectionSets: readonly SelectionSetNode[]): ObjectShape {
  const fields: FieldShape[] = [];
  const collected = collectOrRefuse(scope, type, selectionSets);
  const refusal = collected instanceof NullCondition ? collected.message : null;
  const begins = new Set<ResponsePart>();
  for (const [key, nodes] of collected instanceof NullCondition ? [] : collected) {
    const label = `"${key}":`;
    const placement = scope.placements === undefined ? WHOLE : joinPlacements(scope.placements, nodes, begins);
    if (scope.isFirstPart === true && placement.parts.length > 0) continue;
    const field = buildField(scope, type, { key, label, ...placement }, nodes);
    if (field !== null) fields.push(field);
  }
  return {
    typename: type.name,
    isAbstract: isInterfaceType(type),
    lacksTypename:
      isInterfaceType(type) &&
      !isInterfaceWithoutTypes(type, scope.apiSchema) &&
      fields.some(({ kind }) => kind === "typename"),
    refusal,
    fields,
    begins: [...begins],
  };
}

const WHOLE: Pick<FieldLabel, "parts" | "inside"> = { parts: [], inside: new Set() };

/** @param begins gets the parts that begin at one of the nodes */
function joinPlacements(
  placements: ReadonlyMap<FieldNode, FieldPlacement>,
  nodes: readonly FieldNode[],
  begins: Set<ResponsePart>,
): Pick<FieldLabel, "parts" | "inside"> {
  const found = nodes.flatMap((node) => placements.get(node) ?? []);
  for (const part of found.flatMap((placement) => placement.begins)) begins.add(part);
  const parts = [...new Set(found.map(({ part }) => part))];
  const isEarliest = (part: ResponsePart) => !listChain(part).some((one) => one !== part && parts.includes(one));
  return {
    parts: parts.filter((part) => part.parent !== null && isEarliest(part)),
    inside: new Set(found.flatMap(({ inside }) => [...inside])),
  };
}

function collectOrRefuse(
  ...[scope, type, selectionSets]: Parameters<typeof collectFields>
): CollectedFields | NullCondition {
  try {
    return collectFields(scope, type, selectionSets);
  } catch (error) {
    if (error instanceof NullCondition) return error;
    throw error;
  }
}

/** Null when the type has no such field, as in an invalid operation. */
function buildField(
  scope: ShapeScope,
  type: RuntimeType,
  label: Omit<FieldLabel, "coordinate">,
  nodes: readonly FieldNode[],
): FieldShape | null {
  const [node] = nodes;
  const field = node && findField(scope, type, node.name.value);
  if (node === undefined || field === undefined) return null;
  const coordinate = `${type.name}.${field.name}`;
  if (field === TypeNameMetaFieldDef) return { kind: "typename", ...label, coordinate, isNonNull: true };
  if (isIntrospection(node)) {
    const question = nodes.map((one) => print(one)).join("\n");
    return { kind: "introspection", ...label, coordinate, isNonNull: isNonNullType(field.type), question };
  }
  const message = scope.refusedFields.get(node);
  if (message !== undefined) {
    return { kind: "refused", ...label, coordinate, isNonNull: isNonNullType(field.type), message };
  }
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const shape = buildValue(scope, field.type, selectionSets);
  return { kind: "data", ...label, coordinate, ...buildDataKey(scope.findDataKey(node)), shape };
}

function findField(
  { apiSchema }: ShapeScope,
  type: RuntimeType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (!name.startsWith("__")) return type.getFields()[name];
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type !== apiSchema.getQueryType()) return undefined;
  return [SchemaMetaFieldDef, TypeMetaFieldDef].find((field) => field.name === name);
}

function buildValue(
  scope: ShapeScope,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
): ValueShape {
  const isNonNull = isNonNullType(type);
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return { kind: "list", isNonNull, items: buildValue(scope, nullable.ofType, selectionSets) };
  }
  if (isLeafType(nullable)) return { kind: "leaf", isNonNull, leaf: findLeaf(nullable) };
  return { ...buildComposite(scope, nullable, selectionSets), isNonNull };
}

function buildComposite(
  scope: ShapeScope,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): Omit<CompositeShape, "isNonNull"> {
  const runtimeTypes = findRuntimeTypes(scope.apiSchema, type);
  const { selectionIds } = scope;
  const selections = selectionSets
    .map((selectionSet) => remember(selectionIds, selectionSet, () => selectionIds.size))
    .join();
  return {
    kind: "composite",
    listTypenames: () => [...runtimeTypes.keys()],
    findObject(typename) {
      const runtimeType = runtimeTypes.get(typename);
      if (runtimeType === undefined) return null;
      const id = `${runtimeType.name}:${selections}`;
      return remember(scope.objects, id, () => buildObject(scope, runtimeType, selectionSets));
    },
  };
}
