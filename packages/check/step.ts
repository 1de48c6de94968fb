import type { CompositionResult } from "../composition/compose-supergraph.ts";
import type { Problem } from "../composition/problem.ts";
import type { OperationLimits } from "../limits/variables.ts";
import type { StoredOperation } from "../server/stored-operations/resolve-operations.ts";
import type { MigrationTools } from "./prisma-agreement/migration-tools.ts";
import type { CheckRules } from "./rules/check-rules.ts";

/** The result of one step of the check. */
export interface StepResult {
  /** `skipped`: it is off, there was nothing to compare with, or the subgraphs do not compose; `summary` says which. */
  readonly status: "passed" | "failed" | "skipped";
  /** One line for people: `2 breaking changes, 1 of them in use`. */
  readonly summary: string;
  /** A failed step has at least one with severity `error`; warnings do not fail a step. */
  readonly findings: readonly Problem[];
  /** The step's own figures for `--format json`, documented where the step is defined. */
  readonly details?: Readonly<Record<string, unknown>>;
}

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
  /** What is wrong with the files of the operations. */
  readonly operationProblems: readonly Problem[];
  /** What the router's limits allow an operation to be and to cost. */
  readonly limits: OperationLimits;
  readonly rules: CheckRules;
  readonly tools: CheckTools;
  readonly options: CheckOptions;
}

/** What the check is run with: the commands that it advises, and what works with databases. */
export interface CheckTools extends MigrationTools {
  /** The command that composes, with these arguments. */
  compose(args: readonly string[]): string;
  /** The command that checks, with these arguments. */
  check(args: readonly string[]): string;
}

/** The options of the command line. */
export interface CheckOptions {
  /** Breaking changes that no stored operation uses are errors too. */
  readonly strict: boolean;
  /** More sequential hops than this in a stored operation is an error; null: no limit. */
  readonly maximumHops: number | null;
  /** Accept the present access of fields, and write it to access.json. */
  readonly update: boolean;
  /** Accept the present findings, and write them to check-baseline.json. */
  readonly baseline: boolean;
}
