import {
  type ArgumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
} from "graphql";

/** The fields that merge into one object of the answer (GraphQL specification §5.3.2), by response key. */
export type ResponseScope = Map<string, ScopeEntry>;

interface ScopeEntry {
  readonly claims: FieldClaim[];
  /** What the selections below all of them merge into. */
  readonly below: ResponseScope;
}

/** A field that wants a response key. */
interface FieldClaim {
  readonly parent: GraphQLNamedType;
  /** Name and arguments. */
  readonly signature: string;
  /** Lists, exclamation marks, and the name of a leaf. */
  readonly form: string;
}

/** What merging needs to know. */
export interface ScopeContext {
  readonly schema: GraphQLSchema;
  readonly fragments: readonly FragmentDefinitionNode[];
}

/**
 * Puts a field into a scope and gives the scope below it; null, with nothing done, when the key is taken by a field
 * that it does not merge with.
 */
export function claimField(scope: ResponseScope, parent: GraphQLNamedType, node: FieldNode): ResponseScope | null {
  const key = node.alias?.value ?? node.name.value;
  const claim = buildClaim(parent, node);
  const entry = scope.get(key);
  if (entry === undefined) {
    const below: ResponseScope = new Map();
    scope.set(key, { claims: [claim], below });
    return below;
  }
  if (!entry.claims.every((other) => areMergeable(claim, other))) return null;
  entry.claims.push(claim);
  return entry.below;
}

/** Whether a complete selection set merges with what is in a scope; it becomes part of the scope when it does. */
export function claimSelectionSet(
  context: ScopeContext,
  scope: ResponseScope,
  parent: GraphQLNamedType,
  selectionSet: SelectionSetNode,
): boolean {
  const copy = copyScope(scope);
  if (!mergeSelectionSet(context, copy, parent, selectionSet)) return false;
  for (const [key, entry] of copy) scope.set(key, entry);
  return true;
}

function mergeSelectionSet(
  context: ScopeContext,
  scope: ResponseScope,
  parent: GraphQLNamedType,
  { selections }: SelectionSetNode,
): boolean {
  return selections.every((node) => {
    if (node.kind === Kind.FIELD) return mergeField(context, scope, parent, node);
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT ? node : context.fragments.find(({ name }) => name.value === node.name.value);
    if (fragment === undefined) return false;
    const condition = fragment.typeCondition?.name.value;
    const type = condition === undefined ? parent : context.schema.getType(condition);
    return type !== undefined && mergeSelectionSet(context, scope, type, fragment.selectionSet);
  });
}

function mergeField(context: ScopeContext, scope: ResponseScope, parent: GraphQLNamedType, node: FieldNode): boolean {
  const below = claimField(scope, parent, node);
  if (below === null) return false;
  const type = findFieldType(parent, node);
  if (node.selectionSet === undefined || type === null) return true;
  return mergeSelectionSet(context, below, getNamedType(type), node.selectionSet);
}

/** Fields of two object types never meet in one object, so only the form of what they give must agree. */
function areMergeable(one: FieldClaim, other: FieldClaim): boolean {
  if (one.form !== other.form) return false;
  const neverMeet = isObjectType(one.parent) && isObjectType(other.parent) && one.parent !== other.parent;
  return neverMeet || one.signature === other.signature;
}

function buildClaim(parent: GraphQLNamedType, node: FieldNode): FieldClaim {
  const type = findFieldType(parent, node);
  const named = type === null ? null : getNamedType(type);
  const form = String(type);
  return {
    parent,
    signature: `${node.name.value}(${(node.arguments ?? []).map(writeArgument).toSorted(byText).join()})`,
    form: isCompositeType(named) ? form.replace(named.name, "*") : form,
  };
}

function writeArgument(node: ArgumentNode): string {
  return print(node);
}

function findFieldType(parent: GraphQLNamedType, { name }: FieldNode): GraphQLOutputType | null {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return null;
  return parent.getFields()[name.value]?.type ?? null;
}

function copyScope(scope: ResponseScope): ResponseScope {
  return new Map([...scope].map(([key, { claims, below }]) => [key, { claims: [...claims], below: copyScope(below) }]));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
