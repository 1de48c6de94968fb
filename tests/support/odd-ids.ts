/** Of the right form, but of nothing there is. */
export const UNKNOWN_ID = "019b8d62-7a80-7000-8000-00000000ffff";

/** What clients send as ids, by mistake or to see what happens; the name of each first. */
export const ODD_IDS: readonly (readonly [what: string, id: string])[] = [
  ["nothing", ""],
  ["a number", "1"],
  ["words", "not an id"],
  ["SQL", "'; DROP TABLE Book; DROP TABLE Comment; --"],
  ["a pattern", "%"],
  ["JSON", '["a"]'],
  ["a null character", "019b8d62-7a80-7001-8000-000000000000\u0000"],
  ["half a surrogate pair", "\ud800"],
  ["as many characters as an id may have", "x".repeat(64)],
];
