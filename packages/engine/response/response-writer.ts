import type { GraphQLFormattedError } from "graphql";
import type { ResponsePath } from "./cut-path.ts";
import type { Introspection } from "./plain-writer.ts";
import type { VerbatimReader } from "./verbatim-reader.ts";

/** What writing the response depends on, besides the data. */
export interface ResponseState {
  readonly isClean: boolean;
  /** The errors so far, with the client's paths: a null that one of them explains needs no error of its own. */
  readonly errors: readonly GraphQLFormattedError[];
  /**
   * Objects of the data that may lack fields without an error of their own: entities that do not exist, and objects
   * that the errors above explain. A wrong value is not missing.
   */
  readonly explained: ReadonlySet<object>;
  readonly introspection: Introspection;
}

/** The JSON text of `data`, and the errors of writing it. */
export interface WrittenResponse {
  readonly text: string;
  readonly errors: readonly GraphQLFormattedError[];
}

/** Completes merged data (GraphQL specification §6.4.3) to the text of a response. */
export interface ResponseWriter {
  readonly readVerbatim: VerbatimReader;
  /** The start of `path` that the response from `data` has; everything below a null counts as there. */
  cutPath(path: ResponsePath, data: Record<string, unknown>): ResponsePath;
  write(data: Record<string, unknown>, state: ResponseState): WrittenResponse;
}
