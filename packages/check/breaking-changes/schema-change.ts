/** The effect of a change on clients in general; the stored operations do not count. */
export type Classification = "breaking" | "dangerous" | "safe";

/** One difference between two API schemas. */
export interface SchemaChange {
  /** GraphQL Inspector's name: `FIELD_REMOVED`. */
  readonly type: string;
  readonly classification: Classification;
  /** The schema coordinate of the changed element: `Book.comments(first:)`. */
  readonly coordinate: string;
  /** The union member or interface that was added or removed; null for other changes. */
  readonly member: string | null;
  readonly message: string;
}

/** A parsed schema coordinate. */
export type Coordinate = ReturnType<typeof parseCoordinate>;

/**
 * Parses a coordinate (https://spec.graphql.org/September2025/#sec-Schema-Coordinates). The value of `Enum.VALUE` is its
 * `field`, the name of `@directive` its `type`.
 */
export function parseCoordinate(coordinate: string) {
  const [path = "", argument] = coordinate.replace(/:?\)$/, "").split("(");
  const [type = "", field] = path.split(".");
  return { type, field: field ?? null, argument: argument ?? null };
}
