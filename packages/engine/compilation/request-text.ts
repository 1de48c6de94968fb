import { type OperationDefinitionNode, print, stripIgnoredCharacters } from "graphql";

/** A variable that a request passes on from the client. */
export interface PassedVariable {
  readonly clientName: string;
  /** `"name":`, as the subgraph knows it. */
  readonly start: string;
}

/** The text of a request, up to its variables. */
export interface RequestText {
  /** The request's JSON, open in the object of its variables. */
  readonly start: string;
  readonly variables: readonly PassedVariable[];
}

/** What the request for `operation` is made of. @param clientNames the client's names of renamed variables */
export function buildRequestText(
  operation: OperationDefinitionNode,
  clientNames: ReadonlyMap<string, string>,
): RequestText {
  const query = stripIgnoredCharacters(print(operation));
  const name = operation.name?.value;
  const operationName = name === undefined ? "" : `,"operationName":${JSON.stringify(name)}`;
  return {
    start: `{"query":${JSON.stringify(query)}${operationName},"variables":{`,
    variables: listPassedVariables(operation, clientNames),
  };
}

/** Those variables of `operation` that are the client's, not the planner's. */
function listPassedVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  clientNames: ReadonlyMap<string, string>,
): readonly PassedVariable[] {
  return variableDefinitions
    .map(({ variable }) => variable.name.value)
    .filter((name) => !ADDED_VARIABLE.test(name))
    .map((name) => ({ clientName: clientNames.get(name) ?? name, start: `${JSON.stringify(name)}:` }));
}

const ADDED_VARIABLE = /^(?:representations$|contextualArgument_|_r\d)/;
