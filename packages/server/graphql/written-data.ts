import type { FormattedExecutionResult } from "graphql";

/** The keys at which a stand-in gives what is behind it; nobody else can have them. */
const TEXT = Symbol("the JSON text of the data");
const BYTES = Symbol("the JSON of the whole response");

/**
 * Stands for the object whose JSON is `text`, so that an answer that has been written already need not be an object
 * first: `stringifyResult` passes the text on. Whoever reads the stand-in, such as a plugin, finds the object, which
 * is parsed then and no sooner.
 * @param bytes the JSON of the whole response, where there is one already
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

/** The JSON of a response that need not be put together; null of any other. */
export function findBytes({ errors, data, extensions }: FormattedExecutionResult): Uint8Array | null {
  if (errors !== undefined || extensions !== undefined) return null;
  return (data as { readonly [BYTES]?: Uint8Array | null } | null | undefined)?.[BYTES] ?? null;
}

/** The JSON of a response (GraphQL specification §7.1), errors first as its note recommends, and a line end. */
export function stringifyResult({ errors, data, extensions }: FormattedExecutionResult): string {
  const text = (data as { readonly [TEXT]?: string } | null | undefined)?.[TEXT];
  if (text === undefined) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const before = errors === undefined ? "" : `"errors":${JSON.stringify(errors)},`;
  const after = extensions === undefined ? "" : `,"extensions":${JSON.stringify(extensions)}`;
  return `{${before}"data":${text}${after}}\n`;
}
