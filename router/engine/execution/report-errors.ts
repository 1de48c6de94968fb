import type { GraphQLFormattedError } from "graphql";
import type { FetchPath } from "../compilation/planned-fetch.ts";
import type { FetchFields } from "../compilation/step.ts";
import type { DataObject } from "../representations/representation-writer.ts";
import type { ExecutionState, Failure } from "./execution-state.ts";
import { listPlaces, type Position } from "./walk-path.ts";

/** Room enough to point at everything a page misses; an answer of errors alone helps nobody. */
const MAXIMUM_ERRORS = 100;

/** An object that waits for what a fetch brings. */
export interface WaitingObject {
  readonly object: DataObject;
  /** The path at which the fetch found it. */
  readonly path: FetchPath;
  readonly fields: FetchFields;
}

/** What an error of a subgraph is about, when that can be told. */
export interface ErrorSubject {
  readonly objects: readonly WaitingObject[];
  /** From each object down. */
  readonly rest: Position;
}

/** Reports what goes wrong with one request. */
export interface ErrorReporter {
  /** An error at each field that `failure` leaves without data. */
  reportFailure(failure: Failure, missing: readonly WaitingObject[]): void;
  /** Nothing is reported for what is missing, because of `failure`, from these objects: that has been done. */
  explain(failure: Failure, missing: readonly WaitingObject[]): void;
  /**
   * The subgraph's own errors, at the places of the answer they are about; one may be about many, where many objects
   * wait for one entity. An error that is about nothing known explains whatever is missing.
   */
  reportErrors(
    errors: readonly GraphQLFormattedError[],
    subgraph: string,
    findSubject: (path: Position) => ErrorSubject | null,
  ): void;
}

/**
 * @param objects all that wait for the request
 * @param restoreKey gives a key of the data as the client knows it
 */
export function createErrorReporter(
  state: ExecutionState,
  objects: readonly WaitingObject[],
  restoreKey: (key: string) => string,
): ErrorReporter {
  let room = MAXIMUM_ERRORS;
  let positions: ReadonlyMap<DataObject, readonly Position[]> | null = null;

  function report(error: Failure, path?: Position): void {
    if (room <= 0) return;
    room -= 1;
    state.errors.push(path === undefined ? error : { ...error, path });
  }

  function listPaths({ object, fields }: WaitingObject, below: Position): readonly Position[] {
    positions ??= findPositions(state.data, objects);
    const rest = below.map((key) => (typeof key === "string" ? (fields.dataKeys.get(key) ?? key) : key));
    return (positions.get(object) ?? []).map((position) =>
      [...position, ...rest].map((key) => (typeof key === "string" ? restoreKey(key) : key)),
    );
  }

  function explain(failure: Failure, missing: readonly WaitingObject[]): void {
    for (const { object } of missing) {
      state.explained.add(object);
      state.failures.set(object, failure);
    }
  }

  return {
    explain,

    reportFailure(failure, missing) {
      explain(failure, missing);
      const paths: Position[] = [];
      for (const waiting of listOnce(missing)) {
        if (paths.length >= room) break;
        const { required } = waiting.fields;
        const fields: Position[] = required.length === 0 ? [[]] : required.map(({ name }) => [name]);
        paths.push(...fields.flatMap((field) => listPaths(waiting, field)));
      }
      for (const path of paths) report(failure, path);
      if (paths.length === 0) report(failure);
    },

    reportErrors(errors, subgraph, findSubject) {
      for (const { path, ...rest } of errors) {
        const error = describeError(rest, subgraph);
        const subject = path === undefined ? null : findSubject(path);
        const paths = listOnce(subject?.objects ?? []).flatMap((waiting) =>
          listPaths(waiting, subject?.rest ?? []),
        );
        for (const place of paths) report(error, place);
        if (paths.length > 0) continue;
        report(error);
        for (const { object } of objects) state.explained.add(object);
      }
    },
  };
}

/** A subgraph's error, without its place. */
export function describeError({ message, extensions }: Failure, subgraph: string): Failure {
  return { message, extensions: { ...extensions, serviceName: subgraph } };
}

/** The same object may have been met at several places. */
function listOnce(objects: readonly WaitingObject[]): readonly WaitingObject[] {
  return [...new Map(objects.map((waiting) => [waiting.object, waiting])).values()];
}

function findPositions(
  data: DataObject,
  objects: readonly WaitingObject[],
): ReadonlyMap<DataObject, readonly Position[]> {
  const positions = new Map<DataObject, Position[]>(objects.map(({ object }) => [object, []]));
  for (const path of new Set(objects.map((waiting) => waiting.path))) {
    for (const { object, position } of listPlaces(data, path)) positions.get(object)?.push(position);
  }
  return positions;
}
