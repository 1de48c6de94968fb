import { availableParallelism } from "node:os";
import { z } from "zod";
import { wholeNumber } from "../../packages/server/process/environment.ts";

const MOST_WORKERS = 64;
const EXPECTED = `must be auto or a whole number from 1 to ${MOST_WORKERS}`;

/** How many processes share the router's work. `WORKER_NUMBER` is what the primary tells each of them. */
export const workersVariables = {
  WORKERS: z
    .string()
    .regex(/^(?:auto|\d{1,3})$/, EXPECTED)
    .transform((value) => (value === "auto" ? Math.min(availableParallelism(), MOST_WORKERS) : Number(value)))
    .refine((value) => value >= 1 && value <= MOST_WORKERS, EXPECTED)
    .default(1),
  WORKER_NUMBER: wholeNumber(1, MOST_WORKERS).optional(),
};

/** How many workers there are, and which of them this process is. */
export interface WorkersSettings {
  /** 1: the process serves by itself. */
  readonly count: number;
  /** From 1; null in the primary, and in a process that serves by itself. */
  readonly number: number | null;
}

type WorkersValues = z.output<z.ZodObject<typeof workersVariables>>;

/** What `values` say. */
export function buildWorkersSettings({ WORKERS, WORKER_NUMBER }: WorkersValues): WorkersSettings {
  return { count: WORKERS, number: WORKER_NUMBER ?? null };
}

/** A worker's part of what all workers together may do; something of what is allowed at all. */
export function shareOf(limit: number, workers: number): number {
  return limit === 0 ? 0 : Math.max(1, Math.floor(limit / workers));
}
