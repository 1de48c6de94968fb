import type * as z from "zod";
import { type Environment, readEnvironment, wholeNumber } from "../server/process/environment.ts";
import { type CostLimits, DEFAULT_COST_LIMITS } from "./cost/cost-excess.ts";
import { DEFAULT_DOCUMENT_LIMITS, DOCUMENT_LIMIT_VARIABLES, type DocumentLimits } from "./document-limits.ts";

/** A limit that 0 turns off. */
export function limit(standard: number) {
  return wholeNumber(0, 1_000_000_000)
    .transform((value) => (value === 0 ? Infinity : value))
    .default(standard);
}

const { maximumCost, assumedListSize } = DEFAULT_COST_LIMITS;

type LimitName = keyof DocumentLimits;
type LimitVariable = (typeof DOCUMENT_LIMIT_VARIABLES)[LimitName];
const LIMIT_NAMES = Object.keys(DEFAULT_DOCUMENT_LIMITS) as LimitName[];

function buildLimitVariables() {
  const entries = LIMIT_NAMES.map((name) => [DOCUMENT_LIMIT_VARIABLES[name], limit(DEFAULT_DOCUMENT_LIMITS[name])]);
  return Object.fromEntries(entries) as Record<LimitVariable, ReturnType<typeof limit>>;
}

function buildDocumentLimits(values: Readonly<Record<LimitVariable, number>>): DocumentLimits {
  const entries = LIMIT_NAMES.map((name) => [name, values[DOCUMENT_LIMIT_VARIABLES[name]]]);
  return Object.fromEntries(entries) as DocumentLimits;
}

/** The variables of what one operation may be and cost. */
export const operationLimitsVariables = {
  ...buildLimitVariables(),
  COST_LIMIT: limit(maximumCost),
  COST_ASSUMED_LIST_SIZE: wholeNumber(0, 1_000_000).default(assumedListSize),
};

/** The limits of one operation. */
export interface OperationLimits {
  readonly document: DocumentLimits;
  readonly cost: CostLimits;
}

/** Builds the limits from the values of `operationLimitsVariables`. */
export function buildOperationLimits(values: z.output<z.ZodObject<typeof operationLimitsVariables>>): OperationLimits {
  return {
    document: buildDocumentLimits(values),
    cost: { maximumCost: values.COST_LIMIT, assumedListSize: values.COST_ASSUMED_LIST_SIZE },
  };
}

/** Reads the limits as the router reads them. @throws StartupError naming every bad variable */
export function readOperationLimits(environment: Environment): OperationLimits {
  return buildOperationLimits(readEnvironment(operationLimitsVariables, environment));
}
