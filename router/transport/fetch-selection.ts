import {
  type DirectiveNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** The variables of a fetch. */
export type FetchVariables = Readonly<Record<string, unknown>>;

/** What a fetch is, and what it asks for at its top: fields of the root type or, by representations, of each entity. */
export interface FetchSelection {
  readonly kind: "query" | "mutation";
  readonly isEntityFetch: boolean;
  readonly fields: readonly TopField[];
}

/** A field at the top of a fetch. */
export interface TopField {
  /** Its name in the response. */
  readonly key: string;
  /** The type it is asked of; null where no fragment names one. */
  readonly typename: string | null;
  /** Whether it has a selection of its own, so that its value must be an object, a list or null. */
  readonly isComposite: boolean;
  /** Whether `@skip` and `@include` leave it in. */
  isIncluded(variables: FetchVariables): boolean;
}

/** Reads an operation that the gateway has made for a subgraph. */
export function readFetchSelection(query: string): FetchSelection {
  const operation = requireOperation(query);
  const [first] = operation.selectionSet.selections;
  // Clients cannot ask for `_entities`: it is no part of their schema.
  const isEntityFetch = first?.kind === Kind.FIELD && first.name.value === "_entities";
  const selectionSet = isEntityFetch ? first.selectionSet : operation.selectionSet;
  const defaults = readDefaults(operation);
  const fields = listFields(selectionSet, { typename: null, directives: [] });
  const kind = operation.operation === "mutation" ? "mutation" : "query";
  return { kind, isEntityFetch, fields: fields.map((field) => buildTopField(field, defaults)) };
}

function requireOperation(query: string): OperationDefinitionNode {
  const { definitions } = parse(query, { noLocation: true });
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("the gateway made a fetch of nothing");
  return operation;
}

/** A field or fragment, with what holds for it: the innermost type, and the directives from the top down to it. */
interface Placed<Node> {
  readonly node: Node;
  readonly typename: string | null;
  readonly directives: readonly DirectiveNode[];
}

type FieldSelection = Extract<SelectionNode, { kind: Kind.FIELD }>;

function listFields(
  selectionSet: SelectionSetNode | undefined,
  { typename, directives }: Omit<Placed<never>, "node">,
): Placed<FieldSelection>[] {
  return (selectionSet?.selections ?? []).flatMap((node) => {
    const placed = { typename, directives: [...directives, ...(node.directives ?? [])] };
    if (node.kind === Kind.FIELD) return node.name.value === "__typename" ? [] : [{ node, ...placed }];
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    return listFields(node.selectionSet, { ...placed, typename: node.typeCondition?.name.value ?? typename });
  });
}

function buildTopField(
  { node, typename, directives }: Placed<FieldSelection>,
  defaults: FetchVariables,
): TopField {
  return {
    key: node.alias?.value ?? node.name.value,
    typename,
    isComposite: node.selectionSet !== undefined,
    isIncluded: (variables) =>
      directives.every((directive) => leavesIn(directive, { ...defaults, ...variables })),
  };
}

/** Whether `@skip` or `@include`, and any other directive, leaves in what it stands at (GraphQL §3.13). */
function leavesIn({ name, arguments: given = [] }: DirectiveNode, variables: FetchVariables): boolean {
  if (name.value !== "skip" && name.value !== "include") return true;
  const value = given.find((argument) => argument.name.value === "if")?.value;
  const isTrue =
    value?.kind === Kind.VARIABLE
      ? variables[value.name.value] === true
      : value?.kind === Kind.BOOLEAN && value.value;
  return name.value === "include" ? isTrue : !isTrue;
}

function readDefaults({ variableDefinitions = [] }: OperationDefinitionNode): FetchVariables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value]] : [],
    ),
  );
}
