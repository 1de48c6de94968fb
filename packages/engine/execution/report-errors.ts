import type { GraphQLFormattedError } from "graphql";
import type { ClientView } from "../compilation/compile-operation.ts";
import type { DataObject } from "../data-object.ts";
import type { FetchPath } from "../planning/planned-fetch.ts";
import { remember } from "../remember.ts";
import type { ResponsePath } from "../response/cut-path.ts";
import type { SubgraphError } from "../subgraph-errors.ts";
import type { ExecutionState, Failure } from "./execution-state.ts";
import { type LocatedObject, locateObjects } from "./walk-path.ts";

/** Paths of one error: enough for all that a page misses; a longer list helps no client. */
const MAXIMUM_PATHS = 100;
/** Errors of one request to a subgraph, which may have one for each item of a long list. */
const MAXIMUM_ERRORS = 1_000;

/** An object that waits for a fetch. */
export interface WaitingObject {
  readonly object: DataObject;
  readonly path: FetchPath;
  readonly keys: readonly string[];
}

/** The objects that a subgraph's error is about. */
export interface ErrorSubject {
  readonly objects: readonly WaitingObject[];
  /** Whether the objects got the data beside the error. */
  readonly isDelivered: boolean;
  /** The path from each object to the error, in keys of the data. */
  readonly rest: ResponsePath;
}

/** Finds what an error's path in the answer is about; null when nothing is known at the path. */
export type FindSubject = (path: ResponsePath) => ErrorSubject | null;

/** Reports the errors of one request to a subgraph. @param objects all objects that wait for the request */
export function createErrorReporter(state: ExecutionState, objects: readonly WaitingObject[], client: ClientView) {
  let room = MAXIMUM_ERRORS;
  let isAllExplained = false;
  let locations: ReadonlyMap<DataObject, readonly LocatedObject[]> | null = null;
  /** Answers by keys and types, which many objects have in common. */
  const selectedAt = new Map<string, boolean>();
  /** List, entity and field of errors on unselected fields: the start of their paths. */
  const unselected = new Set<string>();

  function locate({ object }: WaitingObject): readonly LocatedObject[] {
    locations ??= locateAll(state.data, objects);
    return locations.get(object) ?? [];
  }

  function listPathsOf(waiting: WaitingObject): readonly ResponsePath[] {
    return locate(waiting).map(({ path }) => path);
  }

  /** Reports one error at several paths, or without a path. @returns whether there was room for all */
  function report(error: Failure, paths: readonly ResponsePath[]): boolean {
    const errors: readonly GraphQLFormattedError[] =
      paths.length === 0 ? [error] : paths.map((path) => ({ ...error, path: path.map(restore) }));
    const listed = errors.slice(0, Math.min(room, MAXIMUM_PATHS));
    room -= listed.length;
    state.errors.push(...listed);
    return listed.length === errors.length;
  }

  function isSelected(waiting: WaitingObject, key: string): boolean {
    const found = locate(waiting);
    const isUnsure = found.length === 0 || found.length > MAXIMUM_PATHS;
    return isUnsure || found.some((located) => isSelectedAt(located, key));
  }

  function isSelectedAt({ path, ancestors, object }: LocatedObject, key: string): boolean {
    const keys = path.filter((step) => typeof step === "string");
    const typenames = [...ancestors, object].map(({ __typename }) => __typename);
    const question = JSON.stringify([keys, typenames, key]);
    return remember(selectedAt, question, () => client.isSelected(keys, typenames, key));
  }

  /** The object with its selected keys only; empty when it has none. */
  function listSelected(waiting: WaitingObject): readonly WaitingObject[] {
    const keys = waiting.keys.filter((key) => isSelected(waiting, key));
    return keys.length === 0 && waiting.keys.length > 0 ? [] : [{ ...waiting, keys }];
  }

  /** Whether an error is on an unselected field, and left no other field without data. */
  function isUnselected({ objects: concerned, isDelivered, rest: [key] }: ErrorSubject): boolean {
    if (!isDelivered || typeof key !== "string" || concerned.length === 0) return false;
    return concerned.every((waiting) => !isSelected(waiting, key));
  }

  function reportError(error: Failure, subject: ErrorSubject | null): void {
    const paths = subject === null ? [] : listPaths(subject);
    const isWhole = report(error, paths) && paths.length > 0;
    if (!isWhole) explainAll();
  }

  function reportOne(error: SubgraphError, subgraph: string, findSubject: FindSubject): void {
    const start = JSON.stringify(error.path?.slice(0, 3));
    if (unselected.has(start)) return;
    const subject = error.path === undefined ? null : findSubject(error.path);
    if (subject !== null && isUnselected(subject)) unselected.add(start);
    else reportError(describeError(error, subgraph), subject);
  }

  /** The paths that there is room for, and one more if there are more: thousands of objects may wait for one entity. */
  function listPaths({ objects: concerned, rest }: ErrorSubject): readonly ResponsePath[] {
    const maximum = Math.min(room, MAXIMUM_PATHS);
    const paths: ResponsePath[] = [];
    for (const waiting of removeRepeated(concerned)) {
      for (const path of listPathsOf(waiting)) {
        paths.push([...path, ...rest]);
        if (paths.length > maximum) return paths;
      }
    }
    return paths;
  }

  function explainAll(): void {
    if (!isAllExplained) for (const { object } of objects) state.explained.add(object);
    isAllExplained = true;
  }

  function restore(key: string | number): string | number {
    return typeof key === "string" ? client.restoreKey(key) : key;
  }

  return {
    /** Reports nothing for what is missing from these objects: `failure` has been reported. */
    explain(failure: Failure, missing: readonly WaitingObject[]): void {
      for (const { object } of missing) {
        state.explained.add(object);
        state.failures.set(object, failure);
      }
    },

    /** Reports an error at each missing key of the objects. */
    reportFailure(failure: Failure, missing: readonly WaitingObject[]): void {
      const paths: ResponsePath[] = [];
      const selected = removeRepeated(missing).flatMap(listSelected);
      if (selected.length === 0) return;
      for (const waiting of selected) {
        state.failures.set(waiting.object, failure);
        // A key without room among the errors must not be reported as another error later.
        if (paths.length >= Math.min(room, MAXIMUM_PATHS)) state.explained.add(waiting.object);
        else paths.push(...listMissing(waiting, listPathsOf(waiting)));
      }
      report(failure, paths);
    },

    /**
     * Reports the subgraph's own errors, each at the paths of the response that it is about: many if many objects wait
     * for one entity. If its path is not known, an error explains everything that is missing.
     */
    reportErrors(errors: readonly SubgraphError[], subgraph: string, findSubject: FindSubject): void {
      // A subgraph may send a hundred thousand, all on unselected fields.
      if (errors.length > MAXIMUM_ERRORS) explainAll();
      for (const error of errors.slice(0, MAXIMUM_ERRORS)) {
        if (room > 0) reportOne(error, subgraph, findSubject);
        else explainAll();
      }
    },
  };
}

/** A subgraph's error without its path. */
export function describeError({ message, extensions }: SubgraphError, subgraph: string): Failure {
  if (message !== null) return { message, extensions: { ...extensions, serviceName: subgraph } };
  return {
    message: `The subgraph "${subgraph}" gave an error without a message.`,
    extensions: { code: "SUBGRAPH_INVALID_RESPONSE", ...extensions, serviceName: subgraph },
  };
}

function listMissing({ keys }: WaitingObject, paths: readonly ResponsePath[]): readonly ResponsePath[] {
  if (keys.length === 0) return paths;
  return keys.flatMap((key) => paths.map((path) => [...path, key]));
}

/** The same object may be at several paths. */
function removeRepeated(objects: readonly WaitingObject[]): readonly WaitingObject[] {
  return [...new Map(objects.map((waiting) => [waiting.object, waiting])).values()];
}

function locateAll(
  data: DataObject,
  objects: readonly WaitingObject[],
): ReadonlyMap<DataObject, readonly LocatedObject[]> {
  const locations = new Map<DataObject, LocatedObject[]>(objects.map(({ object }) => [object, []]));
  for (const path of new Set(objects.map((waiting) => waiting.path))) {
    for (const located of locateObjects(data, path)) locations.get(located.object)?.push(located);
  }
  return locations;
}
