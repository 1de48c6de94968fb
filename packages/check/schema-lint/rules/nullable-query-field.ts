import { Kind } from "graphql";
import type { SchemaRule } from "../schema-rule.ts";

/**
 * Each field of Query may be null: if it fails, or the caller may not see it, only the field is lost. If a non-null field
 * fails, everything else is lost too. Fields that clients already know are left: making them nullable breaks clients.
 */
export const nullableQueryField: SchemaRule = {
  code: "supergraph/nullable-query-field",
  mend: "Make the field nullable, so that the rest of the answer survives.",
  check: ({ rootTypes, types }, { knownQueryFields }) => {
    const [typeName] = [...rootTypes].find(([, operation]) => operation === "query") ?? [];
    const fields = types.get(typeName ?? "")?.fields ?? [];
    return fields
      .filter(({ name, type }) => type.kind === Kind.NON_NULL_TYPE && !knownQueryFields.has(name.value))
      .map(({ name }) => ({
        at: name,
        message: `${typeName}.${name.value} is non-null: when it fails, all else that was asked for is lost.`,
      }));
  },
};
