/** What a change does to clients in general, whatever this graph's own operations use. */
export type Classification = "breaking" | "dangerous" | "safe";

/** One difference between two API schemas. */
export interface SchemaChange {
  /** GraphQL Inspector's name for it: `FIELD_REMOVED`. */
  readonly type: string;
  readonly classification: Classification;
  /** What changed, as a schema coordinate: `Book.comments(first:)`. */
  readonly coordinate: string;
  /** The union member, or the interface, that came or went; null for every other change. */
  readonly member: string | null;
  readonly message: string;
}

/** A schema coordinate taken apart; `Enum.VALUE` has its value as `field`, `@directive` its name as `type`. */
export interface Coordinate {
  readonly type: string;
  readonly field: string | null;
  readonly argument: string | null;
}

/** Takes a coordinate (https://spec.graphql.org/September2025/#sec-Schema-Coordinates) apart. */
export function parseCoordinate(coordinate: string): Coordinate {
  const [path = "", argument] = coordinate.replace(/:?\)$/, "").split("(");
  const [type = "", field] = path.split(".");
  return { type, field: field ?? null, argument: argument ?? null };
}
