import type { RootStep } from "../compilation/step.ts";
import type { DataObject } from "../representations/representation-writer.ts";
import type { SubgraphResponse } from "../subgraph-transport.ts";
import { copyObject, mergeKeys } from "./merge-data.ts";
import { isWhole } from "./missing-fields.ts";
import { buildBody, type OperationRun, sendRequest } from "./operation-run.ts";
import { createErrorReporter, describeError, type WaitingObject } from "./report-errors.ts";
import { describeFailure, UnusableAnswer } from "./unusable-answer.ts";
import { walkPath } from "./walk-path.ts";

/** Fetches fields of a root type; null when there is no object in the data that they are for. */
export function executeRoot<Context>(run: OperationRun<Context>, step: RootStep): Promise<void> | null {
  const objects: DataObject[] = [];
  walkPath(run.state.data, step.path, (object) => void objects.push(object));
  if (objects.length === 0) return null;
  const body = buildBody(step.request, run.variables, []);
  const describeNodes = () => [{ node: step.node, path: step.path, representations: null }];
  return sendRequest(run, step, body, describeNodes).then((answer) => settle(run, step, objects, answer));
}

function settle<Context>(
  { state, subtypes, restoreKey }: OperationRun<Context>,
  { path, fields, subgraph }: RootStep,
  objects: readonly DataObject[],
  answer: SubgraphResponse | Error,
): void {
  const waiting = objects.map((object): WaitingObject => ({ object, path, fields }));
  const reporter = createErrorReporter(state, waiting, restoreKey);
  if (answer instanceof Error) {
    reporter.reportFailure(describeFailure(answer, subgraph), waiting);
    return;
  }
  const { data, errors = [] } = answer;
  reporter.reportErrors(errors, subgraph, (rest) => ({ objects: waiting, rest }));
  if (isWhole(data, fields)) {
    state.isClean &&= answer.isClean;
    fields.rewrite?.(data);
    for (const [index, object] of objects.entries()) {
      mergeKeys(object, index === 0 ? data : copyObject(data), fields.merged, subtypes);
    }
  } else if (errors[0] === undefined) {
    reporter.reportFailure(describeFailure(new UnusableAnswer(subgraph), subgraph), waiting);
  } else {
    reporter.explain(describeError(errors[0], subgraph), waiting);
  }
}
