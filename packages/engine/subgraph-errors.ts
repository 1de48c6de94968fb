import { isJsonObject } from "./data-object.ts";

/** An error of a subgraph, checked. */
export interface SubgraphError {
  /** Null when the subgraph gave none. */
  readonly message: string | null;
  /** Field names and indexes up to the first entry that is neither; absent when there are none. */
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/**
 * Reads `errors` of an answer, which may be any JSON (GraphQL §7.1.2). What is no list, and not empty, is one error.
 */
export function readSubgraphErrors(errors: unknown): readonly SubgraphError[] {
  if (Array.isArray(errors)) return errors.map(readError);
  return isEmpty(errors) ? [] : [readError(errors)];
}

function isEmpty(value: unknown): boolean {
  return !value || (isJsonObject(value) && Object.keys(value).length === 0);
}

/** A text may stand for the whole error. */
function readError(error: unknown): SubgraphError {
  const { message, path, extensions } = isJsonObject(error) ? error : { message: error };
  const steps = readPath(path);
  return {
    message: typeof message === "string" && message.trim() !== "" ? message : null,
    ...(steps.length === 0 ? {} : { path: steps }),
    extensions: isJsonObject(extensions) ? extensions : {},
  };
}

function readPath(path: unknown): readonly (string | number)[] {
  if (!Array.isArray(path)) return [];
  const end = path.findIndex((step) => !isStep(step));
  return end < 0 ? path : path.slice(0, end);
}

function isStep(step: unknown): step is string | number {
  return typeof step === "string" || (Number.isSafeInteger(step) && Number(step) >= 0);
}
