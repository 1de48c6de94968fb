import type { FetchFields, RootStep } from "../compilation/step.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { DataObject } from "../representations/representation-writer.ts";
import type { SubgraphResponse } from "../subgraph-transport.ts";
import { listKeys } from "./deliver-entities.ts";
import { copyObject, mergeKeys } from "./merge-data.ts";
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
  const waiting = objects.map((object): WaitingObject => ({ object, path, keys: listKeys(fields) }));
  const reporter = createErrorReporter(state, waiting, restoreKey);
  if (answer instanceof Error) {
    reporter.reportFailure(describeFailure(answer, subgraph), waiting);
    return;
  }
  const { data = null, errors = [] } = answer;
  state.isClean &&= answer.isClean;
  const missing = data === null ? waiting : deliver(data, waiting, fields, subtypes);
  reporter.reportErrors(errors, subgraph, ([key, ...rest]) => ({
    objects: waiting,
    rest: [fields.dataKeys.get(String(key)) ?? String(key), ...rest],
  }));
  if (missing.length === 0) return;
  if (errors[0] !== undefined) reporter.explain(describeError(errors[0], subgraph), missing);
  else reporter.reportFailure(describeFailure(new UnusableAnswer(subgraph), subgraph), missing);
}

/** Returns what is still missing. */
function deliver(
  data: DataObject,
  waiting: readonly WaitingObject[],
  fields: FetchFields,
  subtypes: Subtypes,
): readonly WaitingObject[] {
  fields.rewrite?.(data);
  return waiting.flatMap(({ object, path }, index) => {
    const keys = mergeKeys(object, index === 0 ? data : copyObject(data), fields.keys, subtypes);
    return keys.length === 0 ? [] : [{ object, path, keys }];
  });
}
