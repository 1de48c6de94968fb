import type { FormattedExecutionResult } from "graphql";

/** The key at which a stand-in gives its text; nobody else can have it. */
const TEXT = Symbol("the JSON text behind a stand-in");

/**
 * Stands for the object whose JSON is `text`, so that an answer that has been written already need not be an object
 * first: `stringifyResult` passes the text on. Whoever reads the stand-in, such as a plugin, finds the object, which
 * is parsed then and no sooner.
 */
export function standInForText(text: string): Record<string, unknown> {
  return new Proxy({}, new TextReader(text));
}

class TextReader implements ProxyHandler<Record<string, unknown>> {
  readonly #text: string;
  #parsed: Record<string, unknown> | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  get(_target: object, key: PropertyKey): unknown {
    return key === TEXT ? this.#text : Reflect.get(this.#read(), key);
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

/** The JSON of a response (GraphQL specification §7.1), errors first as its note recommends, and a line end. */
export function stringifyResult({ errors, data, extensions }: FormattedExecutionResult): string {
  const text = (data as { readonly [TEXT]?: string } | null | undefined)?.[TEXT];
  if (text === undefined) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const before = errors === undefined ? "" : `"errors":${JSON.stringify(errors)},`;
  const after = extensions === undefined ? "" : `,"extensions":${JSON.stringify(extensions)}`;
  return `{${before}"data":${text}${after}}\n`;
}
