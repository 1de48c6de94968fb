import { isDeepStrictEqual } from "node:util";
import type { Answer } from "../executors/executor.ts";
import { listErrorPlaces } from "./error-places.ts";

/** In what two answers differ. */
export type Difference = "data" | "errors" | null;

/** Compares with the reference: equal data in equal order, and errors that explain the same nulls. */
export function compareWithReference(answer: Answer, reference: Answer): Difference {
  if (normalize(answer.text) !== normalize(reference.text)) return "data";
  return isDeepStrictEqual(listErrorPlaces(answer), listErrorPlaces(reference)) ? null : "errors";
}

/**
 * Compares with the stock gateway: equal data, in any order, since stock puts fields where its fragments were; and
 * errors on both sides or on neither, since stock counts the entities of a path without those that were not sent.
 */
export function compareWithStock(answer: Answer, stock: Answer): Difference {
  if (!isDeepStrictEqual(parse(answer.text), parse(stock.text))) return "data";
  return answer.errors.length > 0 === stock.errors.length > 0 ? null : "errors";
}

function normalize(text: string | null): string {
  return JSON.stringify(parse(text));
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
