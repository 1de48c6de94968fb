import type { AccessMap } from "../../packages/check/access-map/derive-access-map.ts";
import { type Grant, isLetIn } from "../../packages/check/access-map/field-access.ts";
import type { Answer } from "../support/graphql-client.ts";

/** A field that a rule keeps from somebody, and why: `UNAUTHENTICATED Query.me`. */
export type FieldRefusal = string;

/**
 * What the map says happens to a caller with `grant`, or without a token, who selects the last of `coordinates`
 * within the others: the outermost of them that is refused, or nothing. Throws when the map does not have them.
 */
export function expectRefusals(map: AccessMap, coordinates: readonly string[], grant: Grant | null): FieldRefusal[] {
  const refused = coordinates.find((coordinate) => !isLetIn(grant, requireAccess(map, coordinate)));
  if (refused === undefined) return [];
  return [`${grant === null ? "UNAUTHENTICATED" : "FORBIDDEN"} ${refused}`];
}

/**
 * The fields an answer says were refused, each once. A refusal by the schema's rules names the field; one by a
 * resolver's own, such as for a wrong password or somebody else's comment, does not.
 */
export function findRefusals({ errors = [] }: Pick<Answer<unknown>, "errors">, map: AccessMap): FieldRefusal[] {
  const refusals = errors
    .filter(({ extensions: { code } }) => code === "UNAUTHENTICATED" || code === "FORBIDDEN")
    .flatMap(({ message, extensions: { code } }) =>
      (message.match(/\b\w+\.\w+\b/g) ?? []).filter((name) => map.has(name)).map((name) => `${code} ${name}`),
    );
  return [...new Set(refusals)];
}

function requireAccess(map: AccessMap, coordinate: string) {
  const access = map.get(coordinate);
  if (access === undefined) throw new Error(`access.json does not have ${coordinate}.`);
  return access;
}
