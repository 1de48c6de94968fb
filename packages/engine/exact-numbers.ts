/** Stands for the digits of a number in the JSON of an `ExactNumber`: no subgraph can know it. */
const MARK = `${Math.random()}${Math.random()}:`;
const MARKED = new RegExp(`"${MARK}([^"]*)"`, "g");

/** Only a number of so many digits may be one that a double rounds. */
const LONG = 16;

/** Where texts begin and end, so that they are passed over, and numbers. A text as a whole may exceed the stack. */
const QUOTE_OR_NUMBER = /\\.|"|-?\d[\d.eE+-]*/g;

/** A number that a double would round, as it was written. */
export class ExactNumber {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** It is no object of any type. */
  get __typename(): null {
    return null;
  }

  toJSON(): string {
    return markNumber(this.#text);
  }

  toString(): string {
    return this.#text;
  }
}

/** As `JSON.parse`, but a number that a double would round becomes an ExactNumber. @throws SyntaxError */
export function parseExact(text: string): unknown {
  return mayHaveLongNumber(text) ? parseEachNumber(text) : JSON.parse(text);
}

/** As `parseExact`, at the price of a look at each number: one with a large exponent is rounded however short it is. */
export function parseEachNumber(text: string): unknown {
  const value: unknown = JSON.parse(text);
  let isInText = false;
  const marked = text.replace(QUOTE_OR_NUMBER, (token) => {
    if (token === '"') isInText = !isInText;
    return token === '"' || isInText || isExact(token) ? token : `"${markNumber(token)}"`;
  });
  return marked === text ? value : JSON.parse(marked, reviveNumber);
}

function reviveNumber(_key: string, value: unknown): unknown {
  return typeof value === "string" && value.startsWith(MARK) ? new ExactNumber(value.slice(MARK.length)) : value;
}

/** As `JSON.stringify`, for values of `parseExact`. */
export function stringifyExact(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes(MARK) ? restoreNumbers(text) : text;
}

/** The text that stands for a number, in quotation marks, until `restoreNumbers`. */
export function markNumber(number: string): string {
  return `${MARK}${number}`;
}

/** `text` with the numbers themselves for those that are marked. */
export function restoreNumbers(text: string): string {
  return text.replace(MARKED, "$1");
}

/**
 * Looks at every sixteenth character, between which no long number can hide: every answer pays for it. Digits in a row
 * are looked at once, as a text may be of nothing else.
 */
function mayHaveLongNumber(text: string): boolean {
  for (let index = LONG - 1; index < text.length; index += LONG) {
    if (!isDigit(text, index)) continue;
    let start = index;
    while (isDigit(text, start - 1)) start -= 1;
    while (isDigit(text, index + 1)) index += 1;
    if (index - start >= LONG - 1 && text[start - 1] !== '"') return true;
  }
  return false;
}

const POINT = 46;
const NINE = 57;

/** Digits and points; a slash between them does no harm. */
function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= POINT && code <= NINE;
}

/** Whether a double keeps all of the number that `text` is. */
export function isExact(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && normalise(text) === normalise(String(value));
}

/** The digits without zeros around them, and the power of ten that they are multiplied by; the sign does not round. */
function normalise(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().replace(/^-/, "").split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = trimZeros(digits);
  if (significant === "") return "0";
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** A regular expression would try the zeros inside again and again. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end -= 1;
  return digits.slice(0, end);
}
