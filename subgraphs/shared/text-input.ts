import { badUserInput } from "../../packages/server/errors/error-codes.ts";

/** Control characters other than newline and tab, and surrogates without their other half. */
const REFUSED_CHARACTERS = /(?![\n\t])[\p{Cc}\p{Cs}]/u;

/** Unicode code points, as `requireText` counts them. */
export function countCharacters(given: string): number {
  return [...tidy(given)].length;
}

function tidy(given: string): string {
  return given.replaceAll("\r\n", "\n").trim();
}

/**
 * Reads a text argument: trimmed, line ends as newlines, between `minimum` and `maximum` characters. Unicode code points
 * count, so that most emoji are one character.
 * @throws BAD_USER_INPUT naming `field`
 */
export function requireText(field: string, given: string, minimum: number, maximum: number): string {
  const text = tidy(given);
  const length = [...text].length;
  if (length < minimum || length > maximum) {
    throw badUserInput(field, `${field} must be ${minimum}–${maximum} characters long, but is ${length}.`);
  }
  if (REFUSED_CHARACTERS.test(text)) {
    throw badUserInput(field, `${field} may not contain control characters other than newline and tab.`);
  }
  return text;
}
