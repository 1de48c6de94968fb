import type { RequestText } from "../compilation/request-text.ts";
import type { SubgraphError } from "./subgraph-errors.ts";

/** As servers name a variable: `Variable "$size"`, `Variable 'size'`, `variable $size`. */
const NAMED_VARIABLE = /\bvariable ["'`]?\$?(\w+)/i;
/** How graphql-js and its ports refuse a value that stands in the document, then how graphql-java does. */
const REFUSED_VALUE =
  /^(?:Expected value of type "|OneOf Input Object "|Value "[^"]*" does not exist in ")|^Validation error.*WrongType/;

/**
 * The errors of an answer without data. A server that refuses the client's input may give it no code of its own, and
 * then it would pass for a defect: it is told as `BAD_USER_INPUT`. Its text stays behind, as it may tell anything.
 */
export function tellInputErrors(
  errors: readonly SubgraphError[],
  { variables }: RequestText,
  subgraph: string,
): readonly SubgraphError[] {
  return errors.map((error) => {
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
  });
}
