import type { Problem } from "../composition/problem.ts";
import type { StoredOperation } from "../server/stored-operations/resolve-operations.ts";

/** What became of one step of `npm run check`. */
export interface StepResult {
  /** `skipped`: there was nothing to compare with, or an earlier step left nothing to look at; `summary` says which. */
  readonly status: "passed" | "failed" | "skipped";
  /** One line for people: `2 breaking changes, 1 of them in use`. */
  readonly summary: string;
  /** A failed step has at least one of severity `error`; warnings fail nothing. */
  readonly findings: readonly Problem[];
  /** The step's own figures for `--format json`, documented where the step is defined. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** One of the things `npm run check` looks at. */
export interface CheckStep {
  /** Stable: it names the step in JSON and in GitHub annotations (`breaking-changes`). */
  readonly name: string;
  /** What people read (`Breaking changes`). */
  readonly title: string;
  run(context: CheckContext): Promise<StepResult>;
}

/** A graph as it is composed: at the base, or as the checkout has it now. */
export interface Graph {
  readonly supergraphSdl: string;
}

/** What every step is given. */
export interface CheckContext {
  /** The folder that all paths are relative to; holds supergraph.yaml. */
  readonly root: string;
  /** What composes now; null when composition failed, which its own step reports. */
  readonly head: Graph | null;
  /** What to compare with; null when there is no base, for a reason that the report gives. */
  readonly base: Graph | null;
  /** The commit that the base is of; null without a base, and for one that is a file of its own. */
  readonly baseCommit: string | null;
  readonly operations: readonly StoredOperation[];
  /** The subgraphs' SDL as it is now, by name, with the file it came from. */
  readonly subgraphs: readonly { readonly name: string; readonly file: string; readonly sdl: string }[];
  readonly options: CheckOptions;
}

/** What the command line asked for. */
export interface CheckOptions {
  /** Breaking changes that no stored operation uses are errors too. */
  readonly strict: boolean;
  /** More sequential hops than this in a stored operation is an error; null: no limit. */
  readonly maximumHops: number | null;
  /** Accept what is and write it down: the access map. */
  readonly update: boolean;
}
