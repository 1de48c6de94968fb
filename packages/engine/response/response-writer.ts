import type { GraphQLFormattedError } from "graphql";
import type { Introspection } from "./plain-writer.ts";

/** What writing the response depends on, besides the data. */
export interface ResponseState {
  readonly isClean: boolean;
  /** The errors so far, with the client's paths: a null that one of them explains needs no error of its own. */
  readonly errors: readonly GraphQLFormattedError[];
  /**
   * Objects of the data that may lack fields without an error of their own: entities that do not exist, and objects
   * that the errors above explain. A wrong value is not missing.
   */
  readonly explained: Pick<ReadonlySet<object>, "has">;
  readonly introspection: Introspection;
  /** If given, gets the objects and lists of the data that become null. */
  readonly nulls?: Set<object>;
}

/** The JSON text of `data`, and the errors of writing it. */
export interface WrittenResponse {
  readonly text: string;
  readonly errors: readonly GraphQLFormattedError[];
}
