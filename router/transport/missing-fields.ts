import type { FetchSelection, FetchVariables, TopField } from "./fetch-selection.ts";

/** Room enough to point at everything a page misses; an answer of errors alone helps nobody. */
const MAXIMUM_PLACES = 100;

type Path = readonly (string | number)[];

/** A fetch as it was sent. */
export interface SentFetch {
  readonly selection: FetchSelection;
  readonly variables: FetchVariables;
}

/**
 * Where data is missing when a fetch brought `data`: the path of each field at its top that has no value, or one that
 * no field of its kind can have, in the coordinates of the subgraph's own response (`_entities`, then the index of the
 * representation, then the field). A null is not missing. Nulls in the place of data or of all entities miss everything.
 */
export function findMissingFields(
  { selection, variables }: SentFetch,
  data: Readonly<Record<string, unknown>> | null,
): Path[] {
  const fields = selection.fields.filter((field) => field.isIncluded(variables));
  const paths = selection.isEntityFetch
    ? findInEntities(fields, readRepresentations(variables), data?._entities)
    : fields.filter((field) => isMissing(field, data)).map(({ key }) => [key]);
  return paths.slice(0, MAXIMUM_PLACES);
}

/** An answer has an entity or null for each representation, by position; otherwise it is worth nothing. */
function findInEntities(
  fields: readonly TopField[],
  representations: readonly unknown[],
  given: unknown,
): Path[] {
  const entities = Array.isArray(given) && given.length === representations.length ? given : null;
  return representations.flatMap((representation, index) => {
    // A null is an entity that is not there.
    if (entities !== null && entities[index] === null) return [];
    const typename = readTypename(representation);
    const asked = fields.filter((field) => field.typename === null || field.typename === typename);
    // A fetch of nothing but the name of the entity's type.
    if (entities === null && asked.length === 0) return [["_entities", index]];
    const missing = asked.filter((field) => isMissing(field, entities?.[index]));
    return missing.map(({ key }) => ["_entities", index, key]);
  });
}

function isMissing({ key, isComposite }: TopField, parent: unknown): boolean {
  if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, key)) return true;
  return isComposite && typeof (parent as Record<string, unknown>)[key] !== "object";
}

function readRepresentations({ representations }: FetchVariables): readonly unknown[] {
  return Array.isArray(representations) ? representations : [];
}

function readTypename(representation: unknown): unknown {
  return (representation as { __typename?: unknown } | null)?.__typename;
}
