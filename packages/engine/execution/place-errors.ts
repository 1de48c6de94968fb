import type { GraphQLFormattedError } from "graphql";
import type { AnswerPath } from "../response/cut-path.ts";

/**
 * Errors at places that the answer has: each path is cut where the answer ends. Paths that become the same by that
 * are told once for one cause.
 * @param cutPath gives the beginning of a path that exists
 */
export function placeErrors(
  errors: readonly GraphQLFormattedError[],
  cutPath: (path: AnswerPath) => AnswerPath,
): readonly GraphQLFormattedError[] {
  if (errors.length === 0) return errors;
  /** The cut paths of each cause; errors of one cause share their extensions. */
  const told = new Map<unknown, Set<string>>();
  return errors.flatMap((error): readonly GraphQLFormattedError[] => {
    const { path, ...unplaced } = error;
    const cut = path && cutPath(path);
    if (cut === undefined || cut === path) return [error];
    const paths = told.get(error.extensions) ?? new Set();
    told.set(error.extensions, paths);
    const key = JSON.stringify(cut);
    if (paths.has(key)) return [];
    paths.add(key);
    return [cut.length === 0 ? unplaced : { ...error, path: cut }];
  });
}
