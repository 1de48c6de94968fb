// What JSON escapes in a text (RFC 8259 §7), and halves of surrogate pairs, which no UTF-8 can carry.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
const NEEDS_ESCAPING = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The JSON of a text. */
export function quoteText(text: string): string {
  return NEEDS_ESCAPING.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** The JSON of a text that is known to need no escaping. */
export function quoteCleanText(text: string): string {
  return `"${text}"`;
}

/** How texts become JSON. */
export type Quote = typeof quoteText;
