import {
  type DirectiveNode,
  type GraphQLType,
  Kind,
  type NamedTypeNode,
  type NameNode,
  parseType,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
  type VariableNode,
} from "graphql";

/** The AST node of a name. */
export function buildName(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

/** The AST node of a variable. */
export function buildVariable(name: string): VariableNode {
  return { kind: Kind.VARIABLE, name: buildName(name) };
}

/** The AST node of a type's name. */
export function buildNamedType(name: string): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: buildName(name) };
}

/** The AST node of a type with its lists and exclamation marks. */
export function buildType(type: GraphQLType): TypeNode {
  return parseType(String(type), { noLocation: true });
}

/** The AST node of a selection set. */
export function buildSelectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

/** `__typename`, under another name where one is given. */
export function buildTypename(alias: string | null, directives: readonly DirectiveNode[] = []): SelectionNode {
  return {
    kind: Kind.FIELD,
    name: buildName("__typename"),
    directives,
    ...(alias === null ? {} : { alias: buildName(alias) }),
  };
}
