import { isDeepStrictEqual } from "node:util";
import type { Answer, ClientOperation } from "../executors/executor.ts";
import type { SupergraphModel } from "../model/supergraph-model.ts";
import type { Run } from "../subgraphs/run.ts";
import { compareWithReference, compareWithStock } from "./difference.ts";
import { isBeyondPlanner } from "./planner-limits.ts";
import { findDeviation, findFaultDeviation } from "./stock-deviations.ts";

/** What is wrong with the answers to an operation. */
export type Verdict =
  | "agreement"
  /** Nobody answered: the planner gives the operation up. */
  | "beyond the planner"
  /** Engine and stock met different faults, and the reference cannot foretell. */
  | "incomparable"
  /** The engine's data or errors are not the reference's. */
  | "wrong data"
  | "wrong errors"
  /** Where the reference cannot foretell: the engine's data or errors are not the stock gateway's. */
  | "other data than stock"
  | "other errors than stock"
  /** The stock gateway is wrong in a way that nobody has named. */
  | "new deviation of stock";

/** Every answer to an operation. */
export interface Answers {
  readonly engine: Answer;
  /** Null where what subgraphs need of each other went wrong: only an executor of plans can tell what follows. */
  readonly reference: Answer | null;
  /** Null where the stock gateway was not asked. */
  readonly stock: Answer | null;
}

/** What the answers were to. */
export interface Weighing {
  readonly model: SupergraphModel;
  readonly operation: ClientOperation;
  readonly answers: Answers;
  readonly engineRun: Run;
  readonly stockRun: Run;
}

/** A verdict, and the name of the known defect that the stock gateway showed. */
export interface Weighed {
  readonly verdict: Verdict;
  readonly deviation: string | null;
}

/**
 * The reference is right by definition. Without it the stock gateway is, unless a known defect explains its answer, or
 * the faults that it met were not the engine's: plans may fetch different fields that no client asked for.
 */
export function weigh(weighing: Weighing): Weighed {
  const { engine, reference, stock } = weighing.answers;
  if (isBeyondPlanner(engine) && (stock === null || isBeyondPlanner(stock))) return rule("beyond the planner");
  if (reference === null) return stock === null ? rule("agreement") : weighAgainstStock(weighing, stock);
  const difference = compareWithReference(engine, reference);
  if (difference !== null) return rule(`wrong ${difference}`);
  if (stock === null || compareWithStock(reference, stock, weighing.engineRun) === null) return rule("agreement");
  const deviation = findDeviation({ ...weighing, stock, right: reference });
  return deviation === null ? rule("new deviation of stock") : rule("agreement", deviation.name);
}

function weighAgainstStock(weighing: Weighing, stock: Answer): Weighed {
  const { engineRun, stockRun, answers } = weighing;
  if (!isDeepStrictEqual(new Set(engineRun.faults.listStruck()), new Set(stockRun.faults.listStruck()))) {
    return rule("incomparable");
  }
  const difference = compareWithStock(answers.engine, stock, engineRun);
  if (difference === null) return rule("agreement");
  const deviation = findFaultDeviation({ ...weighing, stock, right: answers.engine });
  return deviation === null ? rule(`other ${difference} than stock`) : rule("agreement", deviation.name);
}

function rule(verdict: Verdict, deviation: string | null = null): Weighed {
  return { verdict, deviation };
}
