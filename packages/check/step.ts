import type { CompositionResult } from "../composition/compose-supergraph.ts";
import type { Problem } from "../composition/problem.ts";
import type { OperationLimits } from "../limits/variables.ts";
import type { StoredOperation } from "../server/stored-operations/resolve-operations.ts";
import type { CheckOptions, CheckTools } from "./check-request.ts";
import type { CheckRules } from "./rules/check-rules.ts";
import type { StepResult } from "./step-result.ts";

/** One step of the check. */
export interface CheckStep {
  /** Stable: it names the step in JSON and in GitHub annotations (`breaking-changes`). */
  readonly name: string;
  readonly title: string;
  run(context: CheckContext): Promise<StepResult>;
}

/** A composed graph: the base's, or the checkout's. */
export interface Graph {
  readonly supergraphSdl: string;
}

/** The input of every step. */
export interface CheckContext {
  /** The folder that all paths are relative to; holds supergraph.yaml. */
  readonly root: string;
  /** The checkout's graph; null when composition failed, which has its own step. */
  readonly head: Graph | null;
  /** The graph to compare with; null when there is no base. The report gives the reason. */
  readonly base: Graph | null;
  /** The base's commit; null without a base, and when the base is a file of its own. */
  readonly baseCommit: string | null;
  readonly operations: readonly StoredOperation[];
  /** The subgraphs' present SDL, each with its file. */
  readonly subgraphs: readonly { readonly name: string; readonly file: string; readonly sdl: string }[];
  /** What the checkout's subgraphs compose to, or why they do not. */
  readonly composition: CompositionResult;
  /** The base's hints of composition; null when its subgraphs cannot be loaded. */
  readonly baseHints: readonly Problem[] | null;
  /** Why there is no base; null when there is one. */
  readonly baseAbsence: string | null;
  /** The checked-in supergraph; its `sdl` is null when there is none. */
  readonly checkedIn: { readonly file: string; readonly sdl: string | null };
  readonly operationProblems: readonly Problem[];
  readonly limits: OperationLimits;
  readonly rules: CheckRules;
  readonly tools: CheckTools;
  readonly options: CheckOptions;
}
