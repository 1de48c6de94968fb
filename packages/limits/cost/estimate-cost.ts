import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { ArgumentReader } from "./argument-values.ts";
import type { CostRules } from "./cost-rules.ts";
import { estimateArguments } from "./input-cost.ts";
import { findListSize, type ListSize } from "./list-size.ts";

/** The graph whose operations are estimated. */
export interface CostedGraph {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  readonly assumedListSize: number;
}

/**
 * The most that a valid operation may cost. Each field costs 1; a list costs its size times what is selected of an item.
 * `@cost` on a field replaces its 1; `@cost` on a type counts for each object. All fragments of an abstract type count,
 * and fields that `@skip` may leave out too. Each selection is visited once.
 */
export function estimateCost(
  graph: CostedGraph,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  reader: ArgumentReader,
): number {
  const root = graph.schema.getRootType(operation.operation);
  if (root == null) return 0;
  const cost = createEstimate(graph, document, reader)(operation.selectionSet, root, null);
  return Math.min(Math.max(0, cost), Number.MAX_SAFE_INTEGER);
}

type EstimateSet = (set: SelectionSetNode, parent: GraphQLNamedType, around: ListSize | null) => number;

/** A field's cost without the size of its list, which may depend on the field around it. */
interface FieldCost {
  readonly own: number;
  readonly perItem: number;
  readonly listSize: ListSize | null;
}

function createEstimate(graph: CostedGraph, document: DocumentNode, reader: ArgumentReader): EstimateSet {
  const { schema, rules, assumedListSize } = graph;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const fieldCosts = new Map<FieldNode, FieldCost>();
  const fragmentCosts = new Map<string, Map<ListSize | null, number>>();

  const estimateSet: EstimateSet = (set, parent, around) =>
    set.selections.reduce((sum, selection) => sum + estimateSelection(selection, parent, around), 0);

  function estimateSelection(selection: SelectionNode, parent: GraphQLNamedType, around: ListSize | null) {
    if (selection.kind === Kind.FIELD) return estimateField(selection, parent, around);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return estimateFragment(selection.name.value, around);
    const condition = selection.typeCondition?.name.value;
    const type = condition === undefined ? parent : schema.getType(condition);
    return type === undefined ? 0 : estimateSet(selection.selectionSet, type, around);
  }

  function estimateFragment(name: string, around: ListSize | null): number {
    const costs = fragmentCosts.get(name) ?? new Map<ListSize | null, number>();
    fragmentCosts.set(name, costs);
    const known = costs.get(around);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const type = schema.getType(fragment?.typeCondition.name.value ?? "");
    const cost = fragment === undefined || type === undefined ? 0 : estimateSet(fragment.selectionSet, type, around);
    costs.set(around, cost);
    return cost;
  }

  function estimateField(node: FieldNode, parent: GraphQLNamedType, around: ListSize | null): number {
    const field = findField(parent, node.name.value);
    if (field === null) return 1;
    const { own, perItem, listSize } = requireFieldCost(node, parent, field);
    const levels = countLists(field.type);
    if (levels === 0) return own + perItem;
    const known = listSize?.sizedFields === null ? listSize : around;
    const isSized = known === listSize || around?.sizedFields?.includes(field.name) === true;
    const size = isSized && known !== null ? known.size : assumedListSize;
    return own + size * assumedListSize ** (levels - 1) * perItem;
  }

  function requireFieldCost(
    node: FieldNode,
    parent: GraphQLNamedType,
    field: GraphQLField<unknown, unknown>,
  ): FieldCost {
    const known = fieldCosts.get(node);
    if (known !== undefined) return known;
    const coordinate = `${parent.name}.${field.name}`;
    const type = getNamedType(field.type);
    const fieldWeight = rules.weights.get(coordinate);
    const typeWeight = fieldWeight === undefined ? rules.weights.get(type.name) : 0;
    const rule = rules.listSizes.get(coordinate);
    const listSize = findListSize(node, field, countLists(field.type) > 0, rule, reader);
    const children = node.selectionSet === undefined ? 0 : estimateSet(node.selectionSet, type, listSize);
    const own = fieldWeight ?? (typeWeight === undefined ? 1 : 0);
    const cost = {
      own: own + estimateArguments(node, field, coordinate, rules, reader),
      perItem: (typeWeight ?? 0) + children,
      listSize,
    };
    fieldCosts.set(node, cost);
    return cost;
  }

  return estimateSet;
}

/** Null for `__typename` and introspection, which ask no subgraph. */
function findField(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | null {
  return isObjectType(parent) || isInterfaceType(parent) ? (parent.getFields()[name] ?? null) : null;
}

function countLists(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return countLists(type.ofType);
  return isListType(type) ? 1 + countLists(type.ofType) : 0;
}
