/** Variables that the planner adds, for representations and context arguments, and those that merged fetches add. */
const ADDED_VARIABLE = /^(?:representations$|contextualArgument_|_r\d)/;

/** Whether a variable of a subgraph's operation is not one of the client's. */
export function isAddedVariable(name: string): boolean {
  return ADDED_VARIABLE.test(name);
}
