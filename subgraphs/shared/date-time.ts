import { GraphQLScalarType } from "graphql";

/** A moment: as text, it is parsed only when it is asked for. */
export type Moment = Date | string;

/** SQLite's own CURRENT_TIMESTAMP is in UTC, and does not say so. */
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;

/** Sends a `Moment` as ISO 8601 in UTC. No argument takes a `DateTime`, so it reads none. */
export const DateTime = new GraphQLScalarType<never, string>({
  name: "DateTime",
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    if (typeof value === "string") return new Date(ZONE.test(value) ? value : `${value}Z`).toISOString();
    throw new TypeError("a DateTime field holds something that is not a moment");
  },
  parseValue() {
    throw new TypeError("DateTime is not an input type here");
  },
});
