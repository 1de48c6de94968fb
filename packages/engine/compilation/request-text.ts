import { type OperationDefinitionNode, print, stripIgnoredCharacters } from "graphql";
import { isAddedVariable } from "../planning/added-variables.ts";

/** The text of a request, up to its variables. */
export interface RequestText {
  /** The request's JSON, open in the object of its variables. */
  readonly start: string;
  /** Passed on from the client; `start` is `"name":`, as the subgraph knows it. */
  readonly variables: readonly { readonly clientName: string; readonly start: string }[];
}

/** The text of the request for `operation`. @param clientNames the client's names of renamed variables */
export function buildRequestText(
  operation: OperationDefinitionNode,
  clientNames: ReadonlyMap<string, string>,
): RequestText {
  const query = stripIgnoredCharacters(print(operation));
  const name = operation.name?.value;
  const operationName = name === undefined ? "" : `,"operationName":${JSON.stringify(name)}`;
  const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return {
    start: `{"query":${JSON.stringify(query)}${operationName},"variables":{`,
    variables: names
      .filter((variable) => !isAddedVariable(variable))
      .map((variable) => ({
        clientName: clientNames.get(variable) ?? variable,
        start: `${JSON.stringify(variable)}:`,
      })),
  };
}
