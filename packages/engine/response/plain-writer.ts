import type { JsonObject } from "../data-object.ts";
import type { Introspection } from "./response-writer.ts";

/** Thrown, as cheaply as can be, by a writer that meets what it is not made for. */
export const BAIL = Symbol("not the plain case");

/**
 * Writes the JSON of data in which all is as it should be, and gives up on any other.
 * @param introspection the JSON of the introspection fields at the root
 * @throws BAIL
 */
export type PlainWriter = (data: JsonObject, introspection: Introspection) => string;
