import { type DefinitionNode, type GraphQLSchema, Kind, OperationTypeNode, parse, type SelectionNode } from "graphql";
import type { ClientOperation } from "../executors/executor.ts";
import type { Random } from "../random.ts";
import { createDraft, type Draft, giveName } from "./draft.ts";
import { buildName, buildSelectionSet } from "./nodes.ts";
import type { ResponseScope } from "./response-scope.ts";
import { generateSelectionSet } from "./selections.ts";
import { buildVariableDefinition, drawVariables } from "./variables.ts";

/** A random operation, and the means to ask it again with other variables. */
export interface GeneratedOperation extends ClientOperation {
  drawVariables(random: Random): Record<string, unknown>;
}

/** How many fields an operation has at most. */
const MAXIMUM_FIELDS = 24;

/** Makes a random operation that is valid by construction: the same stream makes the same one. */
export function generateOperation(schema: GraphQLSchema, random: Random): GeneratedOperation {
  const draft = createDraft(schema, random, 2 + random.below(MAXIMUM_FIELDS - 1));
  const kind = schema.getMutationType() && random.chance(0.3) ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY;
  const selections = generateRoot(draft, kind);
  const operationName = random.chance(0.6) ? "Asked" : null;
  const operation: DefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: kind,
    variableDefinitions: draft.variables.map(buildVariableDefinition),
    selectionSet: buildSelectionSet(selections),
    ...(operationName === null ? {} : { name: buildName(operationName) }),
  };
  const others = operationName !== null && random.chance(0.1) ? [buildOtherOperation()] : [];
  return {
    document: { kind: Kind.DOCUMENT, definitions: [...others, operation, ...draft.fragments] },
    operationName,
    variables: drawVariables(draft.variables, random),
    drawVariables: (again) => drawVariables(draft.variables, again),
  };
}

function generateRoot(draft: Draft, kind: OperationTypeNode): readonly SelectionNode[] {
  const type = draft.schema.getRootType(kind);
  if (!type) throw new Error(`the schema has no ${kind}`);
  const scope: ResponseScope = new Map();
  // One call may spend little of what the operation may have, so there are several.
  const rounds = 1 + draft.random.below(2);
  const selections = Array.from({ length: rounds }, () => generateSelectionSet(draft, { type, scope, depth: 0 }));
  const introspection = draft.random.chance(0.04) ? [generateIntrospection(draft, kind)].flat() : [];
  return [...selections.flatMap((set) => set.selections), ...introspection];
}

const INTROSPECTIONS = [
  "{ X: __schema { queryType { name } mutationType { name } directives { name } } }",
  "{ X: __type(name: TYPE) { __typename kind name fields { name isDeprecated args { name defaultValue } type { name kind } } } }",
  "{ X: __type(name: TYPE) { name possibleTypes { name } enumValues { name } interfaces { name } } }",
  '{ X: __type(name: "Absent") { name } }',
];

function generateIntrospection(draft: Draft, kind: OperationTypeNode): readonly SelectionNode[] {
  if (kind !== OperationTypeNode.QUERY) return [];
  const typeName = draft.random.pick(Object.keys(draft.schema.getTypeMap()));
  const source = draft.random
    .pick(INTROSPECTIONS)
    .replace("X", giveName(draft, "i"))
    .replace("TYPE", JSON.stringify(typeName));
  const [definition] = parse(source, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [];
}

function buildOtherOperation(): DefinitionNode {
  const [definition] = parse("query Other { __typename }", { noLocation: true }).definitions;
  if (definition === undefined) throw new Error("nothing was parsed");
  return definition;
}
