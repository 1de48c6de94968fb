import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  type SelectionSetNode,
} from "graphql";

/** One way to find an entity. */
export interface KeyFacts {
  readonly selection: SelectionSetNode;
  readonly isResolvable: boolean;
}

/** An argument that `@fromContext` fills in. */
export interface ContextArgument {
  readonly name: string;
  readonly context: string;
  readonly selection: SelectionSetNode;
}

/** From which subgraph a field is taken over, and by which label, if it is not for good. */
export interface Override {
  readonly from: string;
  readonly label: string | null;
}

/** What the directives on a field say. */
export interface FieldFacts {
  readonly isExternal: boolean;
  readonly requires: SelectionSetNode | null;
  readonly provides: SelectionSetNode | null;
  readonly override: Override | null;
  readonly contextArguments: readonly ContextArgument[];
}

/** What the directives on an object or interface type say. */
export interface TypeFacts {
  readonly keys: readonly KeyFacts[];
  readonly isInterfaceObject: boolean;
  /** The contexts that an object of this type sets. */
  readonly contexts: readonly string[];
  readonly fields: ReadonlyMap<string, FieldFacts>;
}

type TypeNode =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode;

const TYPE_KINDS: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
]);

/** Reads the federation directives of a subgraph's SDL, which imports them under their own names. */
export function readSubgraphFacts(sdl: string): ReadonlyMap<string, TypeFacts> {
  const nodes = parse(sdl).definitions.filter(isTypeNode);
  return new Map(nodes.map((node) => [node.name.value, readType(node)]));
}

/** Parses a field set, as `@key`, `@requires` and `@provides` take it. */
export function parseFieldSet(fields: string): SelectionSetNode {
  const definition = parse(fields.trimStart().startsWith("{") ? fields : `{ ${fields} }`).definitions[0];
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`"${fields}" is not a field set`);
  return definition.selectionSet;
}

function isTypeNode(node: DefinitionNode): node is TypeNode {
  return TYPE_KINDS.has(node.kind);
}

function readType(node: TypeNode): TypeFacts {
  const isExternal = findDirective(node, "external") !== undefined;
  const fields = node.fields ?? [];
  return {
    keys: listDirectives(node, "key").map((key) => ({
      selection: parseFieldSet(requireText(key, "fields")),
      isResolvable: !isFalse(key, "resolvable"),
    })),
    isInterfaceObject: findDirective(node, "interfaceObject") !== undefined,
    contexts: listDirectives(node, "context").map((directive) => requireText(directive, "name")),
    fields: new Map(fields.map((field) => [field.name.value, readField(field, isExternal)])),
  };
}

function readField(node: FieldDefinitionNode, isTypeExternal: boolean): FieldFacts {
  const override = findDirective(node, "override");
  return {
    isExternal: isTypeExternal || findDirective(node, "external") !== undefined,
    requires: readFieldSet(node, "requires"),
    provides: readFieldSet(node, "provides"),
    override:
      override === undefined ? null : { from: requireText(override, "from"), label: findText(override, "label") },
    contextArguments: (node.arguments ?? []).flatMap((argument) => {
      const directive = findDirective(argument, "fromContext");
      return directive === undefined ? [] : [readContextArgument(argument.name.value, directive)];
    }),
  };
}

function readContextArgument(name: string, directive: ConstDirectiveNode): ContextArgument {
  const [, context, fields] = /^\$(\w+)\s*([\s\S]+)$/.exec(requireText(directive, "field")) ?? [];
  if (context === undefined || fields === undefined) throw new Error(`cannot read the context of ${name}`);
  return { name, context, selection: parseFieldSet(fields) };
}

type Annotated = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

function listDirectives(node: Annotated, name: string): readonly ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

function findDirective(node: Annotated, name: string): ConstDirectiveNode | undefined {
  return listDirectives(node, name)[0];
}

function readFieldSet(node: Annotated, name: string): SelectionSetNode | null {
  const directive = findDirective(node, name);
  return directive === undefined ? null : parseFieldSet(requireText(directive, "fields"));
}

function requireText(directive: ConstDirectiveNode, argument: string): string {
  const text = findText(directive, argument);
  if (text === null) throw new Error(`@${directive.name.value} has no ${argument}`);
  return text;
}

function findText(directive: ConstDirectiveNode, argument: string): string | null {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : null;
}

function isFalse(directive: ConstDirectiveNode, argument: string): boolean {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.BOOLEAN && !value.value;
}
