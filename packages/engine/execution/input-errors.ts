import type { RequestText } from "../compilation/request-text.ts";
import { isDataObject } from "../data-object.ts";
import { readSubgraphErrors, type SubgraphError } from "../subgraph-errors.ts";
import type { SubgraphResponse } from "../subgraph-transport.ts";

/** How servers name a variable: `Variable "$size"`, `Variable 'size'`, `variable $size`. */
const NAMED_VARIABLE = /\bvariable ["'`]?\$?(\w+)/i;
/** How graphql-js and its ports refuse a value in the document, and then how graphql-java does. */
const REFUSED_VALUE =
  /^(?:Expected value of type "|OneOf Input Object "|Value "[^"]*" does not exist in ")|^Validation error.*WrongType/;

/**
 * The errors of an answer. If it has no data, the server may have refused the client's input without a code of its own,
 * which would pass for a defect. Such an error becomes `BAD_USER_INPUT`, without its text, which may hold anything.
 */
export function readErrors(
  { data, errors }: SubgraphResponse,
  request: RequestText,
  subgraph: string,
): readonly SubgraphError[] {
  const given = readSubgraphErrors(errors);
  return isDataObject(data) ? given : given.map((error) => recogniseInputError(error, request, subgraph));
}

function recogniseInputError(error: SubgraphError, { variables }: RequestText, subgraph: string): SubgraphError {
  const { code = "INTERNAL_SERVER_ERROR" } = error.extensions;
  if (code !== "INTERNAL_SERVER_ERROR" || error.path !== undefined || error.message === null) return error;
  const [, name] = NAMED_VARIABLE.exec(error.message) ?? [];
  const field = variables.find(({ start }) => start === `"${name}":`)?.clientName;
  if (field === undefined && !REFUSED_VALUE.test(error.message)) return error;
  const what = field === undefined ? "a value in the operation" : `the value of the variable "$${field}"`;
  return {
    message: `The subgraph "${subgraph}" does not accept ${what}.`,
    extensions: { code: "BAD_USER_INPUT", ...(field === undefined ? {} : { field }) },
  };
}
