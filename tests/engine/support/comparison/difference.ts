import { isDeepStrictEqual } from "node:util";
import type { Answer, AnswerError } from "../executors/executor.ts";
import { listErrorPlaces } from "./error-places.ts";

/** In what two answers differ. */
export type Difference = "data" | "errors" | null;

/** From so many errors on, an executor may leave the rest out. */
const ERROR_BOUND = 100;

/** Compares with the reference: equal data in equal order, and errors that explain the same nulls. */
export function compareWithReference(answer: Answer, reference: Answer): Difference {
  if (normalize(answer.text) !== normalize(reference.text)) return "data";
  const [places, expected] = [listErrorPlaces(answer), listErrorPlaces(reference)];
  if (answer.errors.length >= ERROR_BOUND) return [...places].every((place) => expected.has(place)) ? null : "errors";
  return isDeepStrictEqual(places, expected) ? null : "errors";
}

/** What the comparison with the stock gateway allows for. */
export interface Allowance {
  /** Whether a subgraph did not know an entity: the engine takes the nulls of its fields for meant. */
  readonly metUnknownEntity: boolean;
}

/**
 * Compares with the stock gateway: equal data, in any order, since stock puts fields where its fragments were; and
 * errors on both sides or on neither, since stock counts the entities of a path without those that were not sent.
 */
export function compareWithStock(answer: Answer, stock: Answer, { metUnknownEntity }: Allowance): Difference {
  if (compareData(answer, stock) !== null) return "data";
  const complaints = metUnknownEntity ? stock.errors.filter((error) => !isMissing(error)) : stock.errors;
  if (complaints.length === 0 && metUnknownEntity) return null;
  return answer.errors.length > 0 === complaints.length > 0 ? null : "errors";
}

/** Compares data in any order. */
export function compareData(one: Answer, other: Answer): "data" | null {
  return isDeepStrictEqual(parse(one.text), parse(other.text)) ? null : "data";
}

function isMissing({ message }: AnswerError): boolean {
  return message.startsWith("Cannot return null for non-nullable field ");
}

function normalize(text: string | null): string {
  return JSON.stringify(parse(text));
}

function parse(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return { notJson: text };
  }
}
