import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { type Requirement, type Requirements, returnedType } from "../../packages/access/requirements.ts";
import type { AccessRule } from "../../packages/identity/access-rule.ts";

/** A part of an operation that can be refused by itself. A fragment is one part, however often it is spread. */
export type GuardedNode = FieldNode | InlineFragmentNode | FragmentDefinitionNode;

/** What stands between a caller and a part of an operation. */
export interface Guard {
  /** Of the type or field in the schema, for messages. */
  readonly coordinate: string;
  readonly requirement: Requirement;
  /** Whether the null of a refusal goes no further: it is a field that may be null in every type of its object. */
  readonly isNullable: boolean;
}

/** Everything authorization needs to know of an operation, the same for all callers. */
export interface OperationAccess {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly guards: ReadonlyMap<GuardedNode, Guard>;
  /** The distinct rules behind the guards, in the order of the document. */
  readonly rules: readonly AccessRule[];
  /** Fields whose objects may turn out to be of several types. */
  readonly abstractFields: ReadonlySet<FieldNode>;
  /** A response key for `__typename` that no other field of the operation uses. */
  readonly typenameKey: string;
}

/**
 * Looks through an operation once, and once through each fragment it reaches: a fragment's type condition fixes
 * what its selections mean, wherever it is spread. Throws when the document is not valid against the schema.
 */
export function buildOperationAccess(
  schema: GraphQLSchema,
  requirements: Requirements,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationAccess {
  const survey = startSurvey(schema, requirements, document);
  visitSelections(survey, requireType(schema.getRootType(operation.operation)), operation.selectionSet);
  const { fragments, guards, abstractFields, aliases } = survey;
  const groups = [...guards.values()].flatMap(({ requirement }) => requirement);
  const rules = [...new Set(groups.flat())];
  return { operation, fragments, guards, rules, abstractFields, typenameKey: chooseTypenameKey(aliases) };
}

type Survey = ReturnType<typeof startSurvey>;

function startSurvey(schema: GraphQLSchema, requirements: Requirements, document: DocumentNode) {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return {
    schema,
    requirements,
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    visitedFragments: new Set<string>(),
    guards: new Map<GuardedNode, Guard>(),
    abstractFields: new Set<FieldNode>(),
    aliases: new Set<string>(),
  };
}

function visitSelections(survey: Survey, parentType: GraphQLNamedType, { selections }: SelectionSetNode) {
  for (const selection of selections) {
    switch (selection.kind) {
      case Kind.FIELD:
        visitField(survey, parentType, selection);
        break;
      case Kind.INLINE_FRAGMENT:
        visitFragment(survey, selection, parentType);
        break;
      case Kind.FRAGMENT_SPREAD:
        visitSpread(survey, parentType, selection.name.value);
    }
  }
}

function visitField(survey: Survey, parentType: GraphQLNamedType, field: FieldNode) {
  const name = field.name.value;
  // Introspection tells about the schema, never about data, and no rule protects it.
  if (name.startsWith("__")) return;
  if (!isObjectType(parentType) && !isInterfaceType(parentType)) {
    throw new Error(`The type ${parentType.name} has no fields to select.`);
  }
  if (field.alias !== undefined) survey.aliases.add(field.alias.value);
  const isNullable = () => mayBeNull(survey.schema, parentType, name);
  addGuard(survey, field, `${parentType.name}.${name}`, survey.requirements.ofField(parentType, name), isNullable);
  if (field.selectionSet === undefined) return;
  const type = returnedType(parentType, name);
  if (isAbstractType(type)) survey.abstractFields.add(field);
  visitSelections(survey, type, field.selectionSet);
}

function visitSpread(survey: Survey, parentType: GraphQLNamedType, name: string) {
  const fragment = survey.fragments.get(name);
  if (fragment === undefined || survey.visitedFragments.has(name)) return;
  survey.visitedFragments.add(name);
  visitFragment(survey, fragment, parentType);
}

function visitFragment(
  survey: Survey,
  fragment: InlineFragmentNode | FragmentDefinitionNode,
  parentType: GraphQLNamedType,
) {
  const condition = fragment.typeCondition?.name.value;
  const type = condition === undefined ? parentType : requireType(survey.schema.getType(condition));
  if (condition !== undefined) addGuard(survey, fragment, type.name, survey.requirements.ofType(type));
  visitSelections(survey, type, fragment.selectionSet);
}

function addGuard(
  survey: Survey,
  node: GuardedNode,
  coordinate: string,
  requirement: Requirement,
  isNullable = () => false,
) {
  if (requirement.length > 0) survey.guards.set(node, { coordinate, requirement, isNullable: isNullable() });
}

/** A type may have a field that is not null where its interface has one that may be. */
function mayBeNull(schema: GraphQLSchema, type: GraphQLObjectType | GraphQLInterfaceType, name: string): boolean {
  const types = [type, ...(isInterfaceType(type) ? schema.getPossibleTypes(type) : [])];
  return types.every((one) => !isNonNullType(one.getFields()[name]?.type));
}

function requireType(type: GraphQLNamedType | undefined | null): GraphQLNamedType {
  if (type === undefined || type === null) throw new Error("The operation is on a type the schema lacks.");
  return type;
}

/** A client may call any field `__typename` in the response, and so lie about what an object is. */
function chooseTypenameKey(aliases: ReadonlySet<string>): string {
  let key = "__typename";
  while (aliases.has(key)) key += "_";
  return key;
}
