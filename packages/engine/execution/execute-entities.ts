import type { ClientView } from "../compilation/compile-operation.ts";
import {
  formatContextVariable,
  formatEntitiesKey,
  formatRepresentationsVariable,
} from "../compilation/entity-request-text.ts";
import type { DataObject } from "../compilation/representations/representation-writer.ts";
import { readOwn } from "../compilation/representations/write-json.ts";
import type { RequestText } from "../compilation/request-text.ts";
import type { EntitySource, EntityStep, EntityType } from "../compilation/step.ts";
import type { ObservedNode } from "../fetch-observer.ts";
import type { SubgraphResponse } from "../subgraph-transport.ts";
import { deliverEntities, type IncompleteTarget } from "./deliver-entities.ts";
import { collectBatches, type EntityBatch, type EntityTarget } from "./entity-batch.ts";
import type { ExecutionState } from "./execution-state.ts";
import { tellInputErrors } from "./input-errors.ts";
import { isObject } from "./merge-data.ts";
import { buildBody, type OperationRun, sendRequest } from "./operation-run.ts";
import {
  createErrorReporter,
  describeError,
  type ErrorSubject,
  type WaitingObject,
} from "./report-errors.ts";
import { readSubgraphErrors, type SubgraphError } from "./subgraph-errors.ts";
import { describeFailure, UnusableAnswer } from "./unusable-answer.ts";
import type { Position } from "./walk-path.ts";

/** Fetches entities; null when there is nothing to ask for. */
export function executeEntities<Context>(run: OperationRun<Context>, step: EntityStep): Promise<void> | null {
  const unknown: WaitingObject[] = [];
  const batches = collectBatches(step, run.state, run.subtypes, (object, source, type) => {
    unknown.push(describeWaiting(object, source, type));
  });
  if (unknown.length > 0) reportUnknown(run, unknown);
  if (batches.length === 0) return null;
  const text = step.request.findText(batches.map(({ part }) => part));
  const body = buildBody(
    text,
    run.variables,
    batches.flatMap((batch, index) => writeVariables(step, batch, index, batches.length)),
  );
  return sendRequest(run, step, body, () => describeNodes(step, batches)).then((answer) =>
    settle(run, step, text, batches, answer),
  );
}

function describeWaiting(object: DataObject, { path }: EntitySource, { fields }: EntityType): WaitingObject {
  return { object, path, keys: fields.names };
}

/** What is left without data by a request that was not even sent, for want of what an earlier one should have brought. */
function reportUnknown<Context>(
  { state, client }: OperationRun<Context>,
  unknown: readonly WaitingObject[],
): void {
  const reporter = createErrorReporter(state, unknown, client);
  const failures = new Map(
    unknown.flatMap((waiting) => {
      const failure = state.failures.get(waiting.object);
      return failure === undefined ? [] : [[waiting.object, failure] as const];
    }),
  );
  for (const failure of new Set(failures.values())) {
    reporter.reportFailure(
      failure,
      unknown.filter(({ object }) => failures.get(object) === failure),
    );
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
    const representations = batches
      .map(
        ({ targets }) =>
          new Set(targets.filter((target) => target.source === source).map(({ index }) => index)),
      )
      .reduce((sum, { size }) => sum + size, 0);
    return { node, path, representations };
  });
}

function settle<Context>(
  { state, subtypes, client }: OperationRun<Context>,
  { subgraph }: EntityStep,
  request: RequestText,
  batches: readonly EntityBatch[],
  answer: SubgraphResponse | Error,
): void {
  if (answer instanceof Error) {
    const waiting = batches.flatMap(listWaiting);
    const reporter = createErrorReporter(state, waiting, client);
    reporter.reportFailure(describeFailure(answer, subgraph), waiting);
    return;
  }
  state.isClean &&= answer.isClean;
  const data = isObject(answer.data) ? answer.data : {};
  const lists = batches.map((batch, index) => {
    const entities = readOwn(data, formatEntitiesKey(index, batches.length));
    return isEntityList(entities, batch) ? entities : null;
  });
  const missing = batches.map((batch, index) => {
    const entities = lists[index];
    if (!entities) return listWaiting(batch);
    return deliverEntities(batch, entities, state.explained, subtypes).map(describeIncomplete);
  });
  const given = readSubgraphErrors(answer.errors);
  const errors = isObject(answer.data) ? given : tellInputErrors(given, request, subgraph);
  if (errors.length > 0 || missing.some((objects) => objects.length > 0)) {
    reportProblems(state, client, { subgraph, batches, lists, missing, errors });
  }
}

/** An answer has an entity or null for each representation, by position; otherwise it is worth nothing. */
function isEntityList(value: unknown, { representations }: EntityBatch): value is readonly unknown[] {
  return Array.isArray(value) && value.length === representations.length;
}

/** An answer that is not all it should be. */
interface ProblematicAnswer {
  readonly subgraph: string;
  readonly batches: readonly EntityBatch[];
  /** The entities of each batch; null where there is no such list. */
  readonly lists: readonly (readonly unknown[] | null)[];
  /** What each batch lacks. */
  readonly missing: readonly (readonly WaitingObject[])[];
  readonly errors: readonly SubgraphError[];
}

function reportProblems(
  state: ExecutionState,
  client: ClientView,
  { subgraph, batches, lists, missing, errors }: ProblematicAnswer,
): void {
  const keys = batches.map((_batch, index) => formatEntitiesKey(index, batches.length));
  const reporter = createErrorReporter(state, batches.flatMap(listWaiting), client);
  reporter.reportErrors(errors, subgraph, (path) => findSubject(path, keys, { batches, lists }));
  for (const [index, objects] of missing.entries()) {
    if (objects.length === 0) continue;
    const [first] = errors;
    const others = keys.filter((key) => key !== keys[index]);
    const own = errors.find(({ path }) => !others.includes(String(path?.[0])));
    if (first === undefined) {
      reporter.reportFailure(describeFailure(new UnusableAnswer(subgraph), subgraph), objects);
    } else if (own !== undefined) {
      reporter.explain(describeError(own, subgraph), objects);
    } else {
      // An error in one list of entities can take the others of the request along.
      reporter.reportFailure(describeError(first, subgraph), objects);
    }
  }
}

function findSubject(
  [key, index, ...rest]: Position,
  keys: readonly string[],
  { batches, lists }: Pick<ProblematicAnswer, "batches" | "lists">,
): ErrorSubject | null {
  const position = keys.indexOf(String(key));
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

function describeTarget({ object, source, type }: EntityTarget): WaitingObject {
  return describeWaiting(object, source, type);
}

function describeIncomplete({ target: { object, source }, keys }: IncompleteTarget): WaitingObject {
  return { object, path: source.path, keys };
}
