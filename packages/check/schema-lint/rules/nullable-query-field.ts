import { Kind } from "graphql";
import type { SchemaRule } from "../schema-rule.ts";

/**
 * Null has somewhere to stay at each field of Query: a field that fails, or that the caller may not see, costs itself
 * alone. A non-null one costs everything that was asked for beside it. Fields that clients know already are left as
 * they are: making them nullable would break who reads them.
 */
export const nullableQueryField: SchemaRule = {
  name: "nullable-query-field",
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
