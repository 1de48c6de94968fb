/** Texts that come back exactly as they were given. */
export const KEPT_TEXTS: readonly (readonly [what: string, text: string])[] = [
  ["emoji, joined ones too", "Read it 😄 with 👩‍👩‍👧‍👦 and 🇮🇷"],
  ["quotes", `"double" 'single' \`back\` «angled»`],
  ["backslashes", "C:\\new\\u0041 \\\\ \\"],
  ["right-to-left text", "کتابی که دوباره خواهم خواند"],
  ["mixed directions", "\u202bשלום\u202c, world"],
  ["newlines", "one\ntwo\n\nfour"],
  ["tabs", "one\ttwo"],
  ["combining marks as they were typed", "Bronte\u0308 and Brontë"],
  ["GraphQL", 'block """ string, #comment, {field(arg: $variable)}'],
  ["SQL", "'); DROP TABLE Book; DROP TABLE Comment; --"],
  ["HTML", "<script>alert(1)</script> &amp;"],
  ["letters of every alphabet", "Ωμέγα 三体 Дом ขอบคุณ ﷺ"],
];

/** Texts that are tidied before they are kept. */
export const TIDIED_TEXTS: readonly (readonly [what: string, given: string, kept: string])[] = [
  ["blanks around it", "  \t text \n ", "text"],
  ["no-break spaces around it", "\u00a0\u2003text\u3000", "text"],
  ["a carriage return with each newline", "one\r\ntwo\r\n\r\nfour\r\n", "one\ntwo\n\nfour"],
];

/** Texts with a character that no text may have. */
export const REFUSED_TEXTS: readonly (readonly [what: string, text: string])[] = [
  ["NUL", "a\u0000b"],
  ["BEL", "a\u0007b"],
  ["backspace", "a\bb"],
  ["a vertical tab", "a\vb"],
  ["a form feed", "a\fb"],
  ["a carriage return without newline", "a\rb"],
  ["ESC", "a\u001b[31mb"],
  ["the last C0 control", "a\u001fb"],
  ["DEL", "a\u007fb"],
  ["the first C1 control", "a\u0080b"],
  ["NEL", "a\u0085b"],
  ["the last C1 control", "a\u009fb"],
  ["a high surrogate alone", "a\ud83d"],
  ["a low surrogate alone", "\ude04b"],
  ["surrogates in the wrong order", "a\ude04\ud83db"],
];

/** Texts that just fit into `maximum` characters. */
export function buildFittingTexts(maximum: number): readonly (readonly [what: string, text: string])[] {
  return [
    ["1 letter", "a"],
    ["1 emoji", "😄"],
    [`${maximum} letters`, "a".repeat(maximum)],
    [`${maximum} emoji, each two UTF-16 units and four bytes`, "😄".repeat(maximum)],
    [`${maximum} combining marks, which the eye sees as one letter`, "e".padEnd(maximum, "\u0301")],
  ];
}

/** Texts that are too short, or longer than `maximum` characters. */
export function buildMisfits(maximum: number): readonly (readonly [what: string, text: string])[] {
  return [
    ["nothing", ""],
    ["blanks only", " \t\r\n\u00a0 "],
    [`${maximum + 1} letters`, "a".repeat(maximum + 1)],
    [`${maximum + 1} emoji`, "😄".repeat(maximum + 1)],
    ["200 000 letters", "a".repeat(200_000)],
  ];
}
