import type { GraphQLFormattedError } from "graphql";
import type { ClientView } from "../compilation/compile-operation.ts";
import type { DataObject } from "../compilation/representations/representation-writer.ts";
import type { FetchPath } from "../planning/planned-fetch.ts";
import type { ExecutionState, Failure } from "./execution-state.ts";
import type { SubgraphError } from "./subgraph-errors.ts";
import { listPlaces, type Place, type Position } from "./walk-path.ts";

/** Room enough to point at everything a page misses; an answer of errors alone helps nobody. */
const MOST_PLACES = 100;
/** How many errors one request may bring; a subgraph may have one for each item of a long list. */
const MOST_ERRORS = 1_000;

/** An object that waits for what a fetch brings. */
export interface WaitingObject {
  readonly object: DataObject;
  /** The path at which the fetch found it. */
  readonly path: FetchPath;
  /** The keys it waits for. */
  readonly keys: readonly string[];
}

/** What an error of a subgraph is about, when that can be told. */
export interface ErrorSubject {
  readonly objects: readonly WaitingObject[];
  /** Whether the objects got what is beside the error. */
  readonly isDelivered: boolean;
  /** From each object down, in keys of the data. */
  readonly rest: Position;
}

/** Reports what goes wrong with one request. */
export interface ErrorReporter {
  /** An error at each key that objects wait for in vain. */
  reportFailure(failure: Failure, missing: readonly WaitingObject[]): void;
  /** Nothing is reported for what is missing from these objects, because of `failure`: that has been done. */
  explain(failure: Failure, missing: readonly WaitingObject[]): void;
  /**
   * The subgraph's own errors, at the places of the answer they are about; one may be about many, where many objects
   * wait for one entity. An error that is about nothing known explains whatever is missing.
   */
  reportErrors(
    errors: readonly SubgraphError[],
    subgraph: string,
    findSubject: (path: Position) => ErrorSubject | null,
  ): void;
}

/**
 * @param objects all that wait for the request
 */
export function createErrorReporter(
  state: ExecutionState,
  objects: readonly WaitingObject[],
  client: ClientView,
): ErrorReporter {
  let room = MOST_ERRORS;
  let isAllExplained = false;
  let places: ReadonlyMap<DataObject, readonly Place[]> | null = null;
  /** Many objects are of the same types at the same keys. */
  const askedAt = new Map<string, boolean>();
  /** The beginnings of errors' paths with all that tells who asked: the list, the entity and its field. */
  const unasked = new Set<string>();

  function listPlacesOf({ object }: WaitingObject): readonly Place[] {
    places ??= findPlaces(state.data, objects);
    return places.get(object) ?? [];
  }

  function listPositions(waiting: WaitingObject): readonly Position[] {
    return listPlacesOf(waiting).map(({ position }) => position);
  }

  /** The same error at several places; at none when they cannot be found. Returns whether there was room for all. */
  function report(error: Failure, paths: readonly Position[]): boolean {
    const errors: readonly GraphQLFormattedError[] =
      paths.length === 0
        ? [error]
        : paths.map((path) => ({ ...error, path: path.map((key) => restore(key)) }));
    const listed = errors.slice(0, Math.min(room, MOST_PLACES));
    room -= listed.length;
    state.errors.push(...listed);
    return listed.length === errors.length;
  }

  function isAsked(waiting: WaitingObject, key: string): boolean {
    const found = listPlacesOf(waiting);
    const isEverywhere = found.length === 0 || found.length > MOST_PLACES;
    return isEverywhere || found.some((place) => isAskedAt(place, key));
  }

  function isAskedAt({ position, ancestors, object }: Place, key: string): boolean {
    const keys = position.filter((step) => typeof step === "string");
    const typenames = [...ancestors, object].map(({ __typename }) => __typename);
    const question = JSON.stringify([keys, typenames, key]);
    const answer = askedAt.get(question) ?? client.isAskedFor(keys, typenames, key);
    askedAt.set(question, answer);
    return answer;
  }

  /** The object with those keys only that somebody asked for; nothing when there is none. */
  function listAsked(waiting: WaitingObject): readonly WaitingObject[] {
    const keys = waiting.keys.filter((key) => isAsked(waiting, key));
    return keys.length === 0 && waiting.keys.length > 0 ? [] : [{ ...waiting, keys }];
  }

  /** An error that took nothing else along, at a field that nobody asked for. */
  function isOfNobody({ objects: concerned, isDelivered, rest: [key] }: ErrorSubject): boolean {
    if (!isDelivered || typeof key !== "string" || concerned.length === 0) return false;
    return concerned.every((waiting) => !isAsked(waiting, key));
  }

  function reportError(error: Failure, subject: ErrorSubject | null): void {
    const paths = subject === null ? [] : listPaths(subject);
    const isWhole = report(error, paths) && paths.length > 0;
    if (!isWhole) explainAll();
  }

  function reportOne(
    error: SubgraphError,
    subgraph: string,
    findSubject: (path: Position) => ErrorSubject | null,
  ): void {
    const start = JSON.stringify(error.path?.slice(0, 3));
    if (unasked.has(start)) return;
    const subject = error.path === undefined ? null : findSubject(error.path);
    if (subject !== null && isOfNobody(subject)) unasked.add(start);
    else reportError(describeError(error, subgraph), subject);
  }

  /** Those that there is room for, and one more if there are more: thousands may wait for one entity. */
  function listPaths({ objects: concerned, rest }: ErrorSubject): readonly Position[] {
    const most = Math.min(room, MOST_PLACES);
    const paths: Position[] = [];
    for (const waiting of listOnce(concerned)) {
      for (const position of listPositions(waiting)) {
        paths.push([...position, ...rest]);
        if (paths.length > most) return paths;
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
    explain(failure, missing) {
      for (const { object } of missing) {
        state.explained.add(object);
        state.failures.set(object, failure);
      }
    },

    reportFailure(failure, missing) {
      const paths: Position[] = [];
      const asked = listOnce(missing).flatMap(listAsked);
      if (asked.length === 0) return;
      for (const waiting of asked) {
        state.failures.set(waiting.object, failure);
        // What finds no room among the errors must not be reported as something else later.
        if (paths.length >= Math.min(room, MOST_PLACES)) state.explained.add(waiting.object);
        else paths.push(...listMissing(waiting, listPositions(waiting)));
      }
      report(failure, paths);
    },

    reportErrors(errors, subgraph, findSubject) {
      // A subgraph may send a hundred thousand, about nothing that anybody asked for.
      if (errors.length > MOST_ERRORS) explainAll();
      for (const error of errors.slice(0, MOST_ERRORS)) {
        if (room === 0) return explainAll();
        reportOne(error, subgraph, findSubject);
      }
    },
  };
}

/** A subgraph's error, without its place. */
export function describeError({ message, extensions }: SubgraphError, subgraph: string): Failure {
  if (message !== null) return { message, extensions: { ...extensions, serviceName: subgraph } };
  return {
    message: `The subgraph "${subgraph}" gave an error without a message.`,
    extensions: { code: "SUBGRAPH_INVALID_RESPONSE", ...extensions, serviceName: subgraph },
  };
}

function listMissing({ keys }: WaitingObject, positions: readonly Position[]): readonly Position[] {
  if (keys.length === 0) return positions;
  return keys.flatMap((key) => positions.map((position) => [...position, key]));
}

/** The same object may have been met at several places. */
function listOnce(objects: readonly WaitingObject[]): readonly WaitingObject[] {
  return [...new Map(objects.map((waiting) => [waiting.object, waiting])).values()];
}

function findPlaces(
  data: DataObject,
  objects: readonly WaitingObject[],
): ReadonlyMap<DataObject, readonly Place[]> {
  const places = new Map<DataObject, Place[]>(objects.map(({ object }) => [object, []]));
  for (const path of new Set(objects.map((waiting) => waiting.path))) {
    for (const place of listPlaces(data, path)) places.get(place.object)?.push(place);
  }
  return places;
}
