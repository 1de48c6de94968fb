// The characters that JSON escapes (RFC 8259 §7), and halves of surrogate pairs, which UTF-8 cannot encode.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for these.
const NEEDS_ESCAPING = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The JSON of a text. */
export function quoteText(text: string): string {
  return NEEDS_ESCAPING.test(text) ? JSON.stringify(text) : `"${text}"`;
}
