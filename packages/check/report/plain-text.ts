import type { Place } from "../../composition/problem.ts";

/** Writes a place the way editors and terminals turn into a link: `schema.graphql:12:3`. */
export function formatPlace({ file, line, column }: Place): string {
  return toOneLine(line === null ? file : `${file}:${line}:${column ?? 1}`);
}

/**
 * Puts a text on one line. Messages quote schemas fetched from other machines: a control character
 * among them could forge a second line in a CI log or drive the terminal.
 */
export function toOneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
}
