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

const { perSecond, burst } = DEFAULT_RATE_LIMITS;
const { maximumCost, assumedListSize } = DEFAULT_COST_LIMITS;
const standard = DEFAULT_DOCUMENT_LIMITS;

/** The variables of what one request may be and cost, and how many there may be. */
export const limitsVariables = {
  MAX_DOCUMENT_BYTES: limit(standard.bytes),
  MAX_TOKENS: limit(standard.tokens),
  MAX_OPERATIONS: limit(standard.operations),
  MAX_OPERATION_NAME: limit(standard.operationName),
  MAX_DEPTH: limit(standard.depth),
  MAX_NESTING: limit(standard.nesting),
  MAX_SELECTIONS: limit(standard.selections),
  MAX_ALIASES: limit(standard.aliases),
  MAX_ALIAS_LENGTH: limit(standard.aliasLength),
  MAX_ROOT_FIELDS: limit(standard.rootFields),
  MAX_MUTATION_FIELDS: limit(standard.mutationFields),
  MAX_DIRECTIVES: limit(standard.directives),
  MAX_INTROSPECTION_DEPTH: limit(standard.introspectionDepth),
  MAX_INTROSPECTION_SELECTIONS: limit(standard.introspectionSelections),
  COST_LIMIT: limit(maximumCost),
  COST_ASSUMED_LIST_SIZE: wholeNumber(0, 1_000_000).default(assumedListSize),
  RATE_LIMIT: limit(perSecond),
  RATE_LIMIT_BURST: wholeNumber(1, 1_000_000).default(burst),
};

/** The limits of requests. */
export interface RequestLimits {
  readonly document: DocumentLimits;
  readonly cost: CostLimits;
  readonly rate: RateLimits;
}

/** Builds the limits from the values of `limitsVariables`. */
export function buildRequestLimits(values: z.output<z.ZodObject<typeof limitsVariables>>): RequestLimits {
  return {
    document: {
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
    },
    cost: { maximumCost: values.COST_LIMIT, assumedListSize: values.COST_ASSUMED_LIST_SIZE },
    rate: { perSecond: values.RATE_LIMIT, burst: values.RATE_LIMIT_BURST },
  };
}
