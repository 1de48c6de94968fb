import { GraphQLScalarType } from "graphql";

/** Sends a `Date` as ISO 8601 in UTC. No argument takes a `DateTime`, so it reads none. */
export const DateTime = new GraphQLScalarType<never, string>({
  name: "DateTime",
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError("a DateTime field holds something that is not a Date");
  },
  parseValue() {
    throw new TypeError("DateTime is not an input type here");
  },
});
