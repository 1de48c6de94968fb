import type { GraphQLFormattedError } from "graphql";

type Path = readonly (string | number)[];

/**
 * Tells whether some error is about `path`: it explains what is there and below, and what is above, where nulls
 * propagate to; one without a path might be about anything.
 */
export type IsExplained = (path: Path) => boolean;

/** What `errors` explain. */
export function buildExplanations(errors: readonly GraphQLFormattedError[]): IsExplained {
  const root = buildPlaces(errors.map(({ path = [] }) => path));
  return (path) => {
    let place: Place | undefined = root;
    for (const key of path) {
      if (place.isEnd) return true;
      place = place.places.get(key);
      if (place === undefined) return false;
    }
    return true;
  };
}

/** Where paths lead to, by their keys. */
interface Place {
  isEnd: boolean;
  readonly places: Map<string | number, Place>;
}

function buildPlaces(paths: readonly Path[]): Place {
  const root: Place = { isEnd: false, places: new Map() };
  for (const path of paths) {
    let place = root;
    for (const key of path) {
      const next = place.places.get(key) ?? { isEnd: false, places: new Map() };
      place.places.set(key, next);
      place = next;
    }
    place.isEnd = true;
  }
  return root;
}
