import type { GraphQLFormattedError } from "graphql";
import type { ResponsePath } from "../response/cut-path.ts";

/** The cut paths of each cause; errors with one cause share their extensions. */
export type CutPaths = Map<unknown, Set<string>>;

/**
 * The errors, with each path cut where the response ends. If paths of one cause become the same, one error is left.
 * @param cutPath gives the part of a path that the response has
 * @param known the paths of the errors placed before; gets those of these errors
 */
export function placeErrors(
  errors: readonly GraphQLFormattedError[],
  cutPath: (path: ResponsePath) => ResponsePath,
  known: CutPaths = new Map(),
): readonly GraphQLFormattedError[] {
  if (errors.length === 0) return errors;
  return errors.flatMap((error): readonly GraphQLFormattedError[] => {
    const { path, ...withoutPath } = error;
    const cut = path && cutPath(path);
    if (cut === undefined || cut === path) return [error];
    const paths = known.get(error.extensions) ?? new Set();
    known.set(error.extensions, paths);
    const key = JSON.stringify(cut);
    if (paths.has(key)) return [];
    paths.add(key);
    return [cut.length === 0 ? withoutPath : { ...error, path: cut }];
  });
}
