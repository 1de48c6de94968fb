import { accessRule } from "./rules/access-rule.ts";
import { boundedList } from "./rules/bounded-list.ts";
import { mutationResult } from "./rules/mutation-result.ts";
import { nullableAcrossSubgraphs } from "./rules/nullable-across-subgraphs.ts";
import { nullableQueryField } from "./rules/nullable-query-field.ts";
import type { SchemaRule } from "./schema-rule.ts";

/** The check's own lint rules. */
export const OWN_RULES: readonly SchemaRule[] = [
  accessRule,
  boundedList,
  mutationResult,
  nullableAcrossSubgraphs,
  nullableQueryField,
];
