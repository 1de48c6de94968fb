import type { FormattedExecutionResult } from "graphql";

/** The JSON text behind each stand-in, until it has been passed on. */
const writtenTexts = new WeakMap<object, { text: string }>();

/**
 * Stands for the object whose JSON is `text`, so that an answer that has been written already need not be an object
 * first: `stringifyResult` passes the text on, once. Whoever reads the stand-in before that, such as a plugin, finds
 * the object, which is parsed then and no sooner.
 */
export function standInForText(text: string): Record<string, unknown> {
  const written = { text };
  let parsed: Record<string, unknown> | null = null;
  const read = () => {
    parsed ??= JSON.parse(written.text) as Record<string, unknown>;
    return parsed;
  };
  const standIn = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_target, key) => Reflect.get(read(), key),
      has: (_target, key) => Reflect.has(read(), key),
      ownKeys: () => Reflect.ownKeys(read()),
      getOwnPropertyDescriptor: (_target, key) => Reflect.getOwnPropertyDescriptor(read(), key),
    },
  );
  writtenTexts.set(standIn, written);
  return standIn;
}

/** The JSON of a response (GraphQL specification §7.1), errors first as its note recommends, and a line end. */
export function stringifyResult({ errors, data, extensions }: FormattedExecutionResult): string {
  const written = typeof data === "object" && data !== null ? writtenTexts.get(data) : undefined;
  if (written === undefined) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const before = errors === undefined ? "" : `"errors":${JSON.stringify(errors)},`;
  const after = extensions === undefined ? "" : `,"extensions":${JSON.stringify(extensions)}`;
  const json = `{${before}"data":${written.text}${after}}\n`;
  // Apollo Server keeps what it has answered alive until a full garbage collection: not a whole answer, then.
  written.text = "";
  return json;
}
