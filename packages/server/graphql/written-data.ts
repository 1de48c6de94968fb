import type { FormattedExecutionResult } from "graphql";

/** The keys that give the text behind a stand-in. No other code can have them. */
const TEXT = Symbol("the JSON text of the data");
const BYTES = Symbol("the JSON of the whole response");

/**
 * Stands for the object whose JSON is `text`: an answer that is already written need not become an object.
 * `stringifyResult` passes the text on. A plugin that reads the stand-in finds the object, parsed at that moment.
 * @param bytes the JSON of the whole response, where it is known
 */
export function standInForText(text: string, bytes: Uint8Array | null): Record<string, unknown> {
  return new Proxy({}, new TextReader(text, bytes));
}

class TextReader implements ProxyHandler<Record<string, unknown>> {
  readonly #text: string;
  readonly #bytes: Uint8Array | null;
  #parsed: Record<string, unknown> | null = null;

  constructor(text: string, bytes: Uint8Array | null) {
    this.#text = text;
    this.#bytes = bytes;
  }

  get(_target: object, key: PropertyKey): unknown {
    if (key === TEXT) return this.#text;
    return key === BYTES ? this.#bytes : Reflect.get(this.#read(), key);
  }

  has(_target: object, key: PropertyKey): boolean {
    return Reflect.has(this.#read(), key);
  }

  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(this.#read());
  }

  getOwnPropertyDescriptor(_target: object, key: PropertyKey): PropertyDescriptor | undefined {
    return Reflect.getOwnPropertyDescriptor(this.#read(), key);
  }

  #read(): Record<string, unknown> {
    this.#parsed ??= JSON.parse(this.#text) as Record<string, unknown>;
    return this.#parsed;
  }
}

/** The JSON of a response that is already written; null for any other. */
export function findBytes({ errors, data, extensions }: FormattedExecutionResult): Uint8Array | null {
  if (errors !== undefined || extensions !== undefined) return null;
  return (data as { readonly [BYTES]?: Uint8Array | null } | null | undefined)?.[BYTES] ?? null;
}

/** The JSON of a response (GraphQL specification §7.1), errors first as its note recommends, with a line end. */
export function stringifyResult({ errors, data, extensions }: FormattedExecutionResult): string {
  const text = (data as { readonly [TEXT]?: string } | null | undefined)?.[TEXT];
  if (text === undefined) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const before = errors === undefined ? "" : `"errors":${JSON.stringify(errors)},`;
  const after = extensions === undefined ? "" : `,"extensions":${JSON.stringify(extensions)}`;
  return `{${before}"data":${text}${after}}\n`;
}
