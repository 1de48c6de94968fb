import { breakingChangesStep } from "../../../packages/check/breaking-changes/step.ts";
import { compositionStep } from "../../../packages/check/composition/step.ts";
import { operationsStep } from "../../../packages/check/operations/step.ts";
import type { StepReport } from "../../../packages/check/report/check-report.ts";
import { runSteps } from "../../../packages/check/run-steps.ts";
import type { CheckContext, Graph } from "../../../packages/check/step.ts";
import { type CompositionResult, composeSupergraph } from "../../../packages/composition/compose-supergraph.ts";
import type { Problem } from "../../../packages/composition/problem.ts";
import { parseOperationFile } from "../../../packages/server/stored-operations/operation-file.ts";
import { resolveOperations } from "../../../packages/server/stored-operations/resolve-operations.ts";
import { EMPTY_CONTEXT, NO_OPTIONS } from "./empty-context.ts";
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
export async function checkGraph({ base, head, operations = {}, strict = false }: GraphEdit): Promise<EditReport> {
  const before = compose(base);
  const after = compose(head);
  const context: CheckContext = {
    ...EMPTY_CONTEXT,
    base: before.graph,
    head: after.graph,
    operations: listOperations(operations),
    subgraphs: listSubgraphs(head),
    composition: after.result,
    baseHints: before.result.succeeded ? before.result.hints : null,
    options: { ...NO_OPTIONS, strict },
  };
  const steps = [compositionStep, breakingChangesStep, operationsStep];
  const [composition, breakingChanges, validation] = await runSteps(steps, context);
  if (!composition || !breakingChanges || !validation) throw new Error("A step has no report.");
  return { composition, breakingChanges, operations: validation };
}

/** Writes a finding as `error CODE file:line`, with all its places. */
export function summarizeFinding({ severity, code, places }: Problem): string {
  return [severity, code, ...places.map(({ file, line }) => (line === null ? file : `${file}:${line}`))].join(" ");
}

/** What a state of the subgraphs composes to. */
interface Composed {
  readonly result: CompositionResult;
  readonly graph: Graph | null;
}

// Every test of an edit starts from the same graph, and several go to the same one.
const composed = new Map<string, Composed>();

function compose(sdl: GraphSdl): Composed {
  const text = JSON.stringify(Object.entries(sdl));
  const known = composed.get(text);
  if (known) return known;
  const subgraphs = listSubgraphs(sdl).map((subgraph) => ({ ...subgraph, routingUrl: "http://a.test" }));
  const result = composeSupergraph(subgraphs);
  const graph = result.succeeded ? { supergraphSdl: result.supergraphSdl } : null;
  composed.set(text, { result, graph });
  return { result, graph };
}

function listSubgraphs(sdl: GraphSdl) {
  return Object.entries(sdl).map(([name, text]) => ({ name, file: `${name}.graphql`, sdl: text }));
}

function listOperations(sources: Readonly<Record<string, string>>) {
  const files = Object.entries(sources).map(([name, source]) => parseOperationFile(`${name}.graphql`, source));
  return resolveOperations(files).operations;
}
