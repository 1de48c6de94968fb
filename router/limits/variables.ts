import type * as z from "zod";
import { wholeNumber } from "../../packages/server/process/environment.ts";
import { type CostLimits, DEFAULT_COST_LIMITS } from "./cost/cost-limit.ts";
import { DEFAULT_DOCUMENT_LIMITS, type DocumentLimits } from "./document-limits.ts";
import { DEFAULT_RATE_LIMITS } from "./rate-limit.ts";
import type { RateLimits } from "./token-bucket.ts";

/** A limit that 0 turns off. */
export function limit(standard: number) {
  return wholeNumber(0, 1_000_000_000)
    .transform((value) => (value === 0 ? Infinity : value))
    .default(standard);
}

/** The variables of what one request may be and cost, and how many there may be. */
export const limitsVariables = {
  MAX_DOCUMENT_BYTES: limit(DEFAULT_DOCUMENT_LIMITS.bytes),
  MAX_TOKENS: limit(DEFAULT_DOCUMENT_LIMITS.tokens),
  MAX_OPERATIONS: limit(DEFAULT_DOCUMENT_LIMITS.operations),
  MAX_OPERATION_NAME: limit(DEFAULT_DOCUMENT_LIMITS.operationName),
  MAX_DEPTH: limit(DEFAULT_DOCUMENT_LIMITS.depth),
  MAX_NESTING: limit(DEFAULT_DOCUMENT_LIMITS.nesting),
  MAX_SELECTIONS: limit(DEFAULT_DOCUMENT_LIMITS.selections),
  MAX_ALIASES: limit(DEFAULT_DOCUMENT_LIMITS.aliases),
  MAX_ALIAS_LENGTH: limit(DEFAULT_DOCUMENT_LIMITS.aliasLength),
  MAX_ROOT_FIELDS: limit(DEFAULT_DOCUMENT_LIMITS.rootFields),
  MAX_MUTATION_FIELDS: limit(DEFAULT_DOCUMENT_LIMITS.mutationFields),
  MAX_DIRECTIVES: limit(DEFAULT_DOCUMENT_LIMITS.directives),
  MAX_INTROSPECTION_DEPTH: limit(DEFAULT_DOCUMENT_LIMITS.introspectionDepth),
  MAX_INTROSPECTION_SELECTIONS: limit(DEFAULT_DOCUMENT_LIMITS.introspectionSelections),
  COST_LIMIT: limit(DEFAULT_COST_LIMITS.maximumCost),
  COST_ASSUMED_LIST_SIZE: wholeNumber(0, 1_000_000).default(DEFAULT_COST_LIMITS.assumedListSize),
  RATE_LIMIT: limit(DEFAULT_RATE_LIMITS.perSecond),
  RATE_LIMIT_BURST: wholeNumber(1, 1_000_000).default(DEFAULT_RATE_LIMITS.burst),
};

type LimitsValues = z.output<z.ZodObject<typeof limitsVariables>>;

/** Builds the limits of a document from the values of `limitsVariables`. */
export function buildDocumentLimits(values: LimitsValues): DocumentLimits {
  return {
    bytes: values.MAX_DOCUMENT_BYTES,
    tokens: values.MAX_TOKENS,
    operations: values.MAX_OPERATIONS,
    operationName: values.MAX_OPERATION_NAME,
    depth: values.MAX_DEPTH,
    nesting: values.MAX_NESTING,
    selections: values.MAX_SELECTIONS,
    aliases: values.MAX_ALIASES,
    aliasLength: values.MAX_ALIAS_LENGTH,
    rootFields: values.MAX_ROOT_FIELDS,
    mutationFields: values.MAX_MUTATION_FIELDS,
    directives: values.MAX_DIRECTIVES,
    introspectionDepth: values.MAX_INTROSPECTION_DEPTH,
    introspectionSelections: values.MAX_INTROSPECTION_SELECTIONS,
  };
}

/** Builds the limits of an operation's cost from the values of `limitsVariables`. */
export function buildCostLimits(values: LimitsValues): CostLimits {
  return { maximumCost: values.COST_LIMIT, assumedListSize: values.COST_ASSUMED_LIST_SIZE };
}

/** Builds the limits of a caller's rate from the values of `limitsVariables`. */
export function buildRateLimits(values: LimitsValues): RateLimits {
  return { perSecond: values.RATE_LIMIT, burst: values.RATE_LIMIT_BURST };
}
