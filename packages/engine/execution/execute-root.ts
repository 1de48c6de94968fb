import type { EventStep, RootFetch, RootStep } from "../compilation/step.ts";
import { type DataObject, isDataObject } from "../data-object.ts";
import type { ObservedNode } from "../fetch-observer.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { SubgraphResponse } from "../subgraph-transport.ts";
import { readErrors } from "./input-errors.ts";
import { copyObject, mergeKeys } from "./merge-data.ts";
import { buildBody, type OperationRun, sendRequest } from "./operation-run.ts";
import type { WaitingObject } from "./report-errors.ts";
import { reportNoAnswer, reportProblems } from "./report-problems.ts";
import { walkPath } from "./walk-path.ts";

/** Fetches fields of a root type; null when the data has no object that they are for. */
export function executeRoot<Context>(run: OperationRun<Context>, step: RootStep): Promise<void> | null {
  const objects: DataObject[] = [];
  walkPath(run.state.data, step.path, (object) => void objects.push(object));
  if (objects.length === 0) return null;
  const body = buildBody(step.request, run.variables, []);
  const describeNodes = () => [describeNode(step)];
  return sendRequest(run, step, body, describeNodes, (answer) => settleRoot(run, step, objects, answer));
}

function describeNode({ node, path }: RootFetch): ObservedNode {
  return { node, path, representations: null };
}

/** Takes the event of a subscription as the answer to the fetch of its root field. */
export function settleEvent<Context>(run: OperationRun<Context>, step: EventStep): null {
  const { event, observer, state } = run;
  if (event === null) throw new Error("a subscription was executed without an event");
  if (observer !== undefined) {
    const fetch = { subgraph: step.subgraph, nodes: [describeNode(step)] };
    observer.fetchStarted?.(fetch);
    observer.fetchEnded?.(fetch, event);
  }
  settleRoot(run, step, [state.data], event);
  return null;
}

function settleRoot<Context>(
  run: OperationRun<Context>,
  step: RootFetch,
  objects: readonly DataObject[],
  answer: SubgraphResponse | Error,
): void {
  const { state, subtypes } = run;
  const { fields, subgraph } = step;
  if (answer instanceof Error) {
    reportNoAnswer(run, answer, subgraph, listWaiting(step, objects));
    return;
  }
  if (answer.verbatim !== undefined) {
    state.verbatim = answer.verbatim;
    return;
  }
  state.isClean &&= answer.isClean;
  const { data } = answer;
  const errors = readErrors(answer, step.request, subgraph);
  const missing = isDataObject(data) ? deliver(data, objects, step, subtypes) : listWaiting(step, objects);
  if (errors.length === 0 && missing.length === 0) return;
  const waiting = listWaiting(step, objects);
  reportProblems(run, {
    subgraph,
    waiting,
    errors,
    lists: [{ answerKey: "", missing }],
    findSubject: (path) => ({
      objects: waiting,
      isDelivered: false,
      rest: path.map((key) => fields.dataKeys.get(String(key)) ?? key),
    }),
  });
}

/** Puts the data into the objects. @returns what they still lack */
function deliver(
  data: DataObject,
  objects: readonly DataObject[],
  { fields, path }: RootFetch,
  subtypes: Subtypes,
): readonly WaitingObject[] {
  fields.rewrite?.(data);
  return objects.flatMap((object, index) => {
    const keys = mergeKeys(object, index === 0 ? data : copyObject(data), fields.keys, subtypes);
    return keys.length === 0 ? [] : [{ object, path, keys }];
  });
}

function listWaiting({ path, fields }: RootFetch, objects: readonly DataObject[]): readonly WaitingObject[] {
  return objects.map((object) => ({ object, path, keys: fields.names }));
}
