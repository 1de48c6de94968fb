import type * as z from "zod";
import { wholeNumber } from "../../packages/server/process/environment.ts";
import { type CostLimits, DEFAULT_COST_LIMITS } from "./cost/cost-limit.ts";
import { DEFAULT_DOCUMENT_LIMITS, DOCUMENT_LIMIT_VARIABLES, type DocumentLimits } from "./document-limits.ts";
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

type LimitName = keyof DocumentLimits;
type LimitVariable = (typeof DOCUMENT_LIMIT_VARIABLES)[LimitName];
const LIMIT_NAMES = Object.keys(DEFAULT_DOCUMENT_LIMITS) as LimitName[];

function buildLimitVariables() {
  const entries = LIMIT_NAMES.map((name) => [
    DOCUMENT_LIMIT_VARIABLES[name],
    limit(DEFAULT_DOCUMENT_LIMITS[name]),
  ]);
  return Object.fromEntries(entries) as Record<LimitVariable, ReturnType<typeof limit>>;
}

function readDocumentLimits(values: Readonly<Record<LimitVariable, number>>): DocumentLimits {
  const entries = LIMIT_NAMES.map((name) => [name, values[DOCUMENT_LIMIT_VARIABLES[name]]]);
  return Object.fromEntries(entries) as DocumentLimits;
}

/** The variables of what one request may be and cost, and how many there may be. */
export const limitsVariables = {
  ...buildLimitVariables(),
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
    document: readDocumentLimits(values),
    cost: { maximumCost: values.COST_LIMIT, assumedListSize: values.COST_ASSUMED_LIST_SIZE },
    rate: { perSecond: values.RATE_LIMIT, burst: values.RATE_LIMIT_BURST },
  };
}
