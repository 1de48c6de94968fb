import type { ClientView } from "../compilation/compile-operation.ts";
import type { DataObject } from "../compilation/representations/representation-writer.ts";
import type { RootStep } from "../compilation/step.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { SubgraphResponse } from "../subgraph-transport.ts";
import type { ExecutionState } from "./execution-state.ts";
import { tellInputErrors } from "./input-errors.ts";
import { copyObject, isObject, mergeKeys } from "./merge-data.ts";
import { buildBody, type OperationRun, sendRequest } from "./operation-run.ts";
import { createErrorReporter, describeError, type WaitingObject } from "./report-errors.ts";
import { readSubgraphErrors, type SubgraphError } from "./subgraph-errors.ts";
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
  { state, subtypes, client }: OperationRun<Context>,
  step: RootStep,
  objects: readonly DataObject[],
  answer: SubgraphResponse | Error,
): void {
  if (answer instanceof Error) {
    reportProblems(state, client, step, {
      objects,
      missing: listWaiting(step, objects),
      failure: answer,
    });
    return;
  }
  if (answer.verbatim !== undefined) {
    state.verbatim = answer.verbatim;
    return;
  }
  const { data } = answer;
  const given = readSubgraphErrors(answer.errors);
  const errors = isObject(data) ? given : tellInputErrors(given, step.request, step.subgraph);
  state.isClean &&= answer.isClean;
  const missing = isObject(data) ? deliver(data, objects, step, subtypes) : listWaiting(step, objects);
  if (errors.length > 0 || missing.length > 0) {
    reportProblems(state, client, step, { objects, missing, errors });
  }
}

/** Returns what is still missing. */
function deliver(
  data: DataObject,
  objects: readonly DataObject[],
  { fields, path }: RootStep,
  subtypes: Subtypes,
): readonly WaitingObject[] {
  fields.rewrite?.(data);
  return objects.flatMap((object, index) => {
    const keys = mergeKeys(object, index === 0 ? data : copyObject(data), fields.keys, subtypes);
    return keys.length === 0 ? [] : [{ object, path, keys }];
  });
}

/** An answer that is not all it should be, or that did not come. */
interface ProblematicAnswer {
  readonly objects: readonly DataObject[];
  readonly missing: readonly WaitingObject[];
  readonly failure?: Error;
  readonly errors?: readonly SubgraphError[];
}

function reportProblems(
  state: ExecutionState,
  client: ClientView,
  step: RootStep,
  { objects, missing, failure, errors = [] }: ProblematicAnswer,
): void {
  const { fields, subgraph } = step;
  const waiting = listWaiting(step, objects);
  const reporter = createErrorReporter(state, waiting, client);
  reporter.reportErrors(errors, subgraph, (path) => ({
    objects: waiting,
    isDelivered: false,
    rest: path.map((key) => fields.dataKeys.get(String(key)) ?? key),
  }));
  if (missing.length === 0) return;
  const [error] = errors;
  if (error !== undefined) reporter.explain(describeError(error, subgraph), missing);
  else reporter.reportFailure(describeFailure(failure ?? new UnusableAnswer(subgraph), subgraph), missing);
}

function listWaiting({ path, fields }: RootStep, objects: readonly DataObject[]): readonly WaitingObject[] {
  return objects.map((object) => ({ object, path, keys: fields.names }));
}
