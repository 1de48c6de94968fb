import type { JsonObject } from "../data-object.ts";

/** The JSON texts of introspection fields (`__schema`, `__type`) by the `question` that their shape has. */
export type Introspection = Pick<ReadonlyMap<string, string>, "get">;

/** Thrown by a plain writer that meets other data; a symbol costs no stack trace. */
export const BAIL = Symbol("not the plain case");

/**
 * Writes the JSON of data that is complete and correct, and gives up on any other.
 * @param introspection the JSON of the introspection fields at the root
 * @throws BAIL
 */
export type PlainWriter = (data: JsonObject, introspection: Introspection) => string;
