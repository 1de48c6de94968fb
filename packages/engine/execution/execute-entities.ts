import {
  formatContextVariable,
  formatEntitiesKey,
  formatRepresentationsVariable,
} from "../compilation/entity-request-text.ts";
import type { RequestText } from "../compilation/request-text.ts";
import type { EntityStep } from "../compilation/step.ts";
import { isDataObject, readOwn } from "../data-object.ts";
import type { ObservedNode } from "../fetch-observer.ts";
import type { ResponsePath } from "../response/cut-path.ts";
import type { SubgraphResponse } from "../subgraph-transport.ts";
import { deliverEntities } from "./deliver-entities.ts";
import { collectBatches, type EntityBatch, type EntityTarget } from "./entity-batch.ts";
import { readErrors } from "./input-errors.ts";
import { buildBody, type OperationRun, sendRequest } from "./operation-run.ts";
import { createErrorReporter, type ErrorSubject, type WaitingObject } from "./report-errors.ts";
import { reportNoAnswer, reportProblems } from "./report-problems.ts";

/** Fetches entities; null when there is nothing to ask for. */
export function executeEntities<Context>(run: OperationRun<Context>, step: EntityStep): Promise<void> | null {
  const unknown: WaitingObject[] = [];
  const batches = collectBatches(step, run.state, run.subtypes, (target) => {
    unknown.push(describeTarget(target));
  });
  if (unknown.length > 0) reportUnknown(run, unknown);
  if (batches.length === 0) return null;
  const text = step.request(batches.map(({ part }) => part));
  const body = buildBody(
    text,
    run.variables,
    batches.flatMap((batch, index) => writeVariables(step, batch, index, batches.length)),
  );
  return sendRequest(
    run,
    step,
    body,
    () => describeNodes(step, batches),
    (answer) => settleEntities(run, step, text, batches, answer),
  );
}

/** Reports entities that cannot be asked for because an earlier request failed to bring their keys. */
function reportUnknown<Context>({ state, client }: OperationRun<Context>, unknown: readonly WaitingObject[]): void {
  const reporter = createErrorReporter(state, unknown, client);
  const failures = unknown.map(({ object }) => state.failures.get(object));
  for (const failure of new Set(failures)) {
    const left = unknown.filter((_waiting, index) => failures[index] === failure);
    if (failure !== undefined) reporter.reportFailure(failure, left);
  }
}

function writeVariables(
  { parts }: EntityStep,
  { part, representations, context }: EntityBatch,
  index: number,
  count: number,
): readonly string[] {
  const lists = `"${formatRepresentationsVariable(index, count)}":[${representations.join(",")}]`;
  const contextArguments = parts[part]?.contextArguments ?? [];
  const values = contextArguments.map(
    ({ variable }, position) => `"${formatContextVariable(variable, index, count)}":${context[position]}`,
  );
  return [lists, ...values];
}

function describeNodes({ parts }: EntityStep, batches: readonly EntityBatch[]): readonly ObservedNode[] {
  const sources = batches.flatMap(({ part }) => parts[part]?.sources ?? []);
  return [...new Set(sources)].map((source) => {
    const { node, path } = source;
    const indexes = batches.map(
      ({ targets }) => new Set(targets.flatMap((target) => (target.source === source ? [target.index] : []))),
    );
    return { node, path, representations: indexes.reduce((sum, { size }) => sum + size, 0) };
  });
}

function settleEntities<Context>(
  run: OperationRun<Context>,
  { subgraph }: EntityStep,
  request: RequestText,
  batches: readonly EntityBatch[],
  answer: SubgraphResponse | Error,
): void {
  const { state, subtypes } = run;
  if (answer instanceof Error) {
    reportNoAnswer(run, answer, subgraph, batches.flatMap(listWaiting));
    return;
  }
  state.isClean &&= answer.isClean;
  const data = isDataObject(answer.data) ? answer.data : {};
  const lists = batches.map((batch, index) => {
    const entities = readOwn(data, formatEntitiesKey(index, batches.length));
    return isEntityList(entities, batch) ? entities : null;
  });
  const missing = batches.map((batch, index) => {
    const entities = lists[index];
    if (!entities) return listWaiting(batch);
    return deliverEntities(batch, entities, state.explained, subtypes);
  });
  const errors = readErrors(answer, request, subgraph);
  if (errors.length === 0 && missing.every((objects) => objects.length === 0)) return;
  const answerKeys = batches.map((_batch, index) => formatEntitiesKey(index, batches.length));
  reportProblems(run, {
    subgraph,
    waiting: batches.flatMap(listWaiting),
    errors,
    lists: missing.map((objects, index) => ({ answerKey: answerKeys[index] ?? "", missing: objects })),
    findSubject: (path) => findSubject(path, answerKeys, batches, lists),
  });
}

/** Whether an answer has an entity or null for each representation, by position; otherwise it is unusable. */
function isEntityList(value: unknown, { representations }: EntityBatch): value is readonly unknown[] {
  return Array.isArray(value) && value.length === representations.length;
}

/** @param lists the entities of each batch; null when the answer has no such list */
function findSubject(
  [key, index, ...rest]: ResponsePath,
  answerKeys: readonly string[],
  batches: readonly EntityBatch[],
  lists: readonly (readonly unknown[] | null)[],
): ErrorSubject | null {
  const position = answerKeys.indexOf(String(key));
  const batch = batches[position];
  if (batch === undefined) return null;
  if (index === undefined) return { objects: listWaiting(batch), isDelivered: false, rest };
  const targets = batch.targets.filter((target) => target.index === index);
  const dataKeys = targets[0]?.type.fields.dataKeys;
  return {
    objects: targets.map(describeTarget),
    isDelivered: Boolean(lists[position]?.[Number(index)]),
    rest: rest.map((below) => dataKeys?.get(String(below)) ?? below),
  };
}

function listWaiting({ targets }: EntityBatch): readonly WaitingObject[] {
  return targets.map(describeTarget);
}

function describeTarget({ object, source, type }: Omit<EntityTarget, "index">): WaitingObject {
  return { object, path: source.path, keys: type.fields.names };
}
