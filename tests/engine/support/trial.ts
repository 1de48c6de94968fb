import type { Answers, Weighed } from "./comparison/weigh.ts";
import type { ClientOperation } from "./executors/executor.ts";
import type { FaultProfile } from "./faults/random-faults.ts";

/** One execution of one operation: everything it takes to do it again. */
export interface Trial {
  readonly operation: ClientOperation;
  /** Decides the data and the faults. */
  readonly seed: string;
  /** Decides which labels of `@override` are on. */
  readonly labelSeed: string;
  /** What goes wrong; null for nothing. */
  readonly profile: FaultProfile | null;
  /** The faults that strike, by name; null for all that the seed chooses. */
  readonly faults: readonly string[] | null;
  /** Whether the engine merges entity fetches to one subgraph. */
  readonly mergesEntityFetches: boolean;
  readonly asksStock: boolean;
}

/** The answers to a trial, and what is to be said of them. */
export interface Judgement extends Answers, Weighed {
  /** The faults that struck, by name. */
  readonly struck: readonly string[];
}
