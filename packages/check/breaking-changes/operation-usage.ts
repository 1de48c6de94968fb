import {
  type ASTVisitor,
  type DirectiveNode,
  type EnumValueNode,
  type FieldNode,
  type FragmentSpreadNode,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isInputObjectType,
  Kind,
  type ObjectValueNode,
  TypeInfo,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";

/** The parts of a schema that one operation, with its fragments, uses. */
export interface OperationUsage {
  readonly operation: StoredOperation;
  /** Each with the type it is selected on, and the named type it returns. */
  readonly fields: { readonly parent: string; readonly returns: string; readonly node: FieldNode }[];
  /** Fragments: the type each is spread in, and the type it is on. */
  readonly spreads: { readonly parent: string; readonly condition: string; readonly node: SpreadNode }[];
  readonly enumValues: { readonly type: string; readonly node: EnumValueNode }[];
  readonly inputObjects: { readonly type: string; readonly node: ObjectValueNode }[];
  /** Each with the names of the enums and input types that it may hold; none when its type is unknown. */
  readonly variables: { readonly carries: ReadonlySet<string>; readonly node: VariableDefinitionNode }[];
  readonly directives: DirectiveNode[];
}

type SpreadNode = InlineFragmentNode | FragmentSpreadNode;

/** Collects the parts of a schema that an operation uses. What the schema lacks is left out. */
export function collectUsage(operation: StoredOperation, schema: GraphQLSchema): OperationUsage {
  const usage: OperationUsage = {
    operation,
    fields: [],
    spreads: [],
    enumValues: [],
    inputObjects: [],
    variables: [],
    directives: [],
  };
  const { document } = operation;
  const fragmentTypes = new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node.typeCondition.name.value]),
  );
  const typeInfo = new TypeInfo(schema);
  const visitor = {
    ...buildSelectionVisitor(usage, typeInfo, fragmentTypes),
    ...buildInputVisitor(usage, typeInfo, schema),
  };
  visit(document, visitWithTypeInfo(typeInfo, visitor));
  return usage;
}

function buildSelectionVisitor(
  { fields, spreads, directives }: OperationUsage,
  typeInfo: TypeInfo,
  fragmentTypes: ReadonlyMap<string, string>,
): ASTVisitor {
  const addSpread = (node: SpreadNode, condition: string | undefined) => {
    const parent = typeInfo.getParentType()?.name;
    if (parent && condition) spreads.push({ parent, condition, node });
  };
  return {
    Field: (node) => {
      const parent = typeInfo.getParentType()?.name;
      const returns = getNamedType(typeInfo.getType())?.name;
      if (parent && returns) fields.push({ parent, returns, node });
    },
    InlineFragment: (node) => addSpread(node, node.typeCondition?.name.value),
    FragmentSpread: (node) => addSpread(node, fragmentTypes.get(node.name.value)),
    Directive: (node) => {
      directives.push(node);
    },
  };
}

function buildInputVisitor(
  { enumValues, inputObjects, variables }: OperationUsage,
  typeInfo: TypeInfo,
  schema: GraphQLSchema,
): ASTVisitor {
  return {
    EnumValue: (node) => {
      const type = getNamedType(typeInfo.getInputType())?.name;
      if (type) enumValues.push({ type, node });
    },
    ObjectValue: (node) => {
      const type = getNamedType(typeInfo.getInputType())?.name;
      if (type) inputObjects.push({ type, node });
    },
    VariableDefinition: (node) => {
      const type = getNamedType(typeInfo.getInputType())?.name;
      variables.push({ carries: type ? listCarriedTypes(schema, type) : new Set(), node });
    },
  };
}

function listCarriedTypes(schema: GraphQLSchema, name: string): ReadonlySet<string> {
  const carried = new Set([name]);
  // A loop over a set visits members added meanwhile, so it visits each nested input once.
  for (const typeName of carried) {
    const type = schema.getType(typeName);
    if (!isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) carried.add(getNamedType(field.type).name);
  }
  return carried;
}
