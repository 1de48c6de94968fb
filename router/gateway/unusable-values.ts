import { type ExecutionResult, type GraphQLError, Kind } from "graphql";

/**
 * Makes errors of what Apollo Gateway found unusable in the data of subgraphs. It lists values that do not fit the
 * schema in an extension, as if their null were meant; and of data that it cannot read at all it makes an answer
 * without `data`, which by the GraphQL specification (§7.1) says that the request was the client's mistake.
 * @param absentEntities places, as `formatPlace` writes them, below which a null is indeed meant
 */
export function reportUnusableValues(
  result: ExecutionResult,
  absentEntities: ReadonlySet<string>,
): ExecutionResult {
  const { extensions, ...answer } = result;
  const misfits = extensions?.valueCompletion;
  if (Array.isArray(misfits)) {
    const errors = (misfits as GraphQLError[]).filter(({ path = [] }) => !isBelow(path, absentEntities));
    return errors.length === 0 ? answer : { ...answer, errors };
  }
  const badVariables = result.errors?.filter(isAboutVariable) ?? [];
  if (badVariables.length > 0) return { errors: badVariables };
  const isGivenUp = result.data === undefined && result.errors?.some((error) => error.originalError);
  return isGivenUp ? { ...result, data: null } : result;
}

/** A place in an answer, in one text: `@` stands for each item of a list, as in the paths of a query plan. */
export function formatPlace(path: readonly (string | number)[]): string {
  return path.map((key) => (typeof key === "number" ? "@" : key)).join("/");
}

/** The gateway checks variables before anything else, and says after fifty errors, without a code, that it stopped. */
function isAboutVariable({ nodes }: GraphQLError): boolean {
  return nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
}

function isBelow(path: readonly (string | number)[], places: ReadonlySet<string>): boolean {
  return places.size > 0 && path.some((_key, index) => places.has(formatPlace(path.slice(0, index))));
}
