import { HINTS } from "@apollo/composition/dist/hints.js";
import { ERRORS } from "@apollo/federation-internals";
import { ChangeType } from "@graphql-inspector/core";
import { LINT_CODES, OTHER_LINT_CODES, UNUSED_COMMENT } from "../schema-lint/lint-codes.ts";

/** The codes of the findings of each step, by the name that a rules file has for the step. */
export const CODES_BY_STEP: Readonly<Record<string, readonly string[]>> = {
  composition: [
    ...[...Object.values(ERRORS), ...Object.values(HINTS)].map(({ code }) => code),
    ...["COMPOSITION_FAILED", "DIRECTIVE_NOT_COMPOSED"],
  ],
  freshness: ["SUPERGRAPH_MISSING", "SUPERGRAPH_STALE"],
  "breaking-changes": Object.values(ChangeType),
  operations: split(
    `DEPRECATED_IN_USE OPERATION_INVALID OPERATION_NAME_TAKEN OPERATION_NOT_READ OPERATION_SYNTAX_ERROR
     OPERATION_WITHOUT_NAME FRAGMENT_AMBIGUOUS FRAGMENT_CYCLE FRAGMENT_IMPORT_NOT_READ FRAGMENT_IMPORT_OUTSIDE
     FRAGMENT_NOT_FOUND FRAGMENT_UNUSED`,
  ),
  "query-plans": ["QUERY_PLAN_COSTS_MORE", "TOO_MANY_HOPS"],
  "router-limits": ["ROUTER_REFUSES"],
  "access-map": split("ACCESS_MAP_MISSING ACCESS_MAP_OUT_OF_DATE ACCESS_RULES_UNREADABLE EASIER_TO_REACH"),
  "prisma-agreement": split(
    `invalid-check-comment invalid-prisma-schema key-without-unique-index migration-loses-rows migration-loses-triggers
     migration-not-tried migration-stops migrations-fail migrations-out-of-date missing-enum-value nullable-column
     unindexed-filter unindexed-order unused-check-disable`,
  ),
  "schema-lint": [...LINT_CODES, ...OTHER_LINT_CODES, UNUSED_COMMENT],
};

function split(names: string): readonly string[] {
  return names.split(/\s+/);
}
