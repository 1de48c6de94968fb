import type { DocumentNode } from "graphql";
import type { Run } from "../subgraphs/run.ts";

/** A request of a client. */
export interface ClientOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Keys and indexes from the root of an answer. */
export type AnswerPath = readonly (string | number)[];

/** An error of an answer; one without a path belongs to no field. */
export interface AnswerError {
  readonly message: string;
  readonly path: AnswerPath | null;
}

/** What a client is answered. */
export interface Answer {
  /** As JSON, so that the order of fields counts; null where the answer has no data at all. */
  readonly text: string | null;
  readonly errors: readonly AnswerError[];
}

/** One way to execute operations. */
export interface Executor {
  /** Never rejects: what goes wrong is part of the answer. */
  execute(operation: ClientOperation, run: Run): Promise<Answer>;
}

/** An error as any executor reports it. */
export function buildAnswerError(error: {
  readonly message: string;
  readonly path?: AnswerPath | undefined;
}): AnswerError {
  return { message: error.message, path: error.path ?? null };
}

/** The answer of an executor that gave up. */
export function buildFailure(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  return { text: null, errors: [{ message, path: null }] };
}
