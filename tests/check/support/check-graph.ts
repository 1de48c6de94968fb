import { buildBreakingChangesStep } from "../../../packages/check/breaking-changes/step.ts";
import { buildCompositionStep } from "../../../packages/check/composition/step.ts";
import { buildOperationsStep } from "../../../packages/check/operations/step.ts";
import type { StepReport } from "../../../packages/check/report/check-report.ts";
import { runSteps } from "../../../packages/check/run-steps.ts";
import type { CheckContext, Graph } from "../../../packages/check/step.ts";
import {
  type CompositionResult,
  composeSupergraph,
} from "../../../packages/composition/compose-supergraph.ts";
import type { Problem } from "../../../packages/composition/problem.ts";
import { parseOperationFile } from "../../../packages/server/stored-operations/operation-file.ts";
import { resolveOperations } from "../../../packages/server/stored-operations/resolve-operations.ts";
import type { GraphSdl } from "./library-graph.ts";

/** What to check: two states of the subgraphs, and the operations stored beside them. */
export interface GraphEdit {
  readonly base: GraphSdl;
  readonly head: GraphSdl;
  /** Files of operations by name, each `<name>.graphql`. */
  readonly operations?: Readonly<Record<string, string>>;
  readonly strict?: boolean;
}

/** What the steps made of an edit. */
export interface EditReport {
  readonly composition: StepReport;
  readonly breakingChanges: StepReport;
  readonly operations: StepReport;
}

/** Composes both states and runs on them the steps that judge schemas and operations. */
export async function checkGraph({
  base,
  head,
  operations = {},
  strict = false,
}: GraphEdit): Promise<EditReport> {
  const before = compose(base);
  const after = compose(head);
  const context: CheckContext = {
    root: "/nowhere",
    base: toGraph(before),
    baseCommit: null,
    head: toGraph(after),
    operations: listOperations(operations),
    subgraphs: listSubgraphs(head),
    options: { strict, maximumHops: null, update: false },
  };
  const baseHints = before.succeeded ? before.hints : null;
  const steps = [
    buildCompositionStep(after, baseHints),
    buildBreakingChangesStep(null),
    buildOperationsStep([]),
  ];
  const [composition, breakingChanges, validation] = await runSteps(steps, context);
  if (!composition || !breakingChanges || !validation) throw new Error("A step has no report.");
  return { composition, breakingChanges, operations: validation };
}

/** Writes a finding as `error CODE file:line`, with all its places. */
export function summarizeFinding({ severity, code, places }: Problem): string {
  return [severity, code, ...places.map(({ file, line }) => (line === null ? file : `${file}:${line}`))].join(
    " ",
  );
}

// Every test of an edit starts from the same graph.
const composed = new Map<GraphSdl, CompositionResult>();

function compose(sdl: GraphSdl): CompositionResult {
  const known = composed.get(sdl);
  if (known) return known;
  const subgraphs = listSubgraphs(sdl).map((subgraph) => ({ ...subgraph, routingUrl: "http://a.test" }));
  const result = composeSupergraph(subgraphs);
  composed.set(sdl, result);
  return result;
}

function listSubgraphs(sdl: GraphSdl) {
  return Object.entries(sdl).map(([name, text]) => ({ name, file: `${name}.graphql`, sdl: text }));
}

function listOperations(sources: Readonly<Record<string, string>>) {
  const files = Object.entries(sources).map(([name, source]) =>
    parseOperationFile(`${name}.graphql`, source),
  );
  return resolveOperations(files).operations;
}

function toGraph(result: CompositionResult): Graph | null {
  return result.succeeded ? { supergraphSdl: result.supergraphSdl } : null;
}
