import { availableParallelism } from "node:os";
import { z } from "zod";
import { wholeNumber } from "../../packages/server/process/environment.ts";

const MAXIMUM_WORKERS = 64;
const EXPECTED = `must be auto or a whole number from 1 to ${MAXIMUM_WORKERS}`;

function readCount(value: string): number {
  return value === "auto" ? Math.min(availableParallelism(), MAXIMUM_WORKERS) : Number(value);
}

/** How many processes share the router's work. The primary gives each worker its `WORKER_NUMBER`. */
export const workersVariables = {
  WORKERS: z
    .string()
    .regex(/^(?:auto|\d{1,3})$/, EXPECTED)
    .transform(readCount)
    .refine((value) => value >= 1 && value <= MAXIMUM_WORKERS, EXPECTED)
    .default(1),
  WORKER_NUMBER: wholeNumber(1, MAXIMUM_WORKERS).optional(),
};

/** How many workers there are, and which of them this process is. */
export type WorkersSettings = ReturnType<typeof buildWorkersSettings>;

/**
 * Builds the settings from the values of `workersVariables`. With a `count` of 1, the process serves by itself. `number`
 * is from 1; null in the primary, and in a process that serves by itself.
 */
export function buildWorkersSettings(values: z.output<z.ZodObject<typeof workersVariables>>) {
  return { count: values.WORKERS, number: values.WORKER_NUMBER ?? null };
}
