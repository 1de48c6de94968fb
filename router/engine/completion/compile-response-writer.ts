import type { GraphQLFormattedError } from "graphql";
import { composeWriter } from "./closure-writer.ts";
import { interpret } from "./interpret.ts";
import { BAIL } from "./plain-writer.ts";
import { quoteCleanText, quoteText } from "./quote-text.ts";
import type { ResponseWriter, ResponseWriterOptions, WrittenResponse } from "./response-writer.ts";
import { buildRootShape } from "./shape.ts";

const NO_ERRORS: readonly GraphQLFormattedError[] = [];

/**
 * Compiles the writer of the answers to one operation, which must be valid. Data in which all is as it should be takes
 * a short way; any other is gone through with care, once more from the start.
 */
export function compileResponseWriter(options: ResponseWriterOptions): ResponseWriter {
  const shape = buildRootShape(options);
  const writeClean = composeWriter(shape, quoteCleanText);
  const writeAny = composeWriter(shape, quoteText);
  return {
    write(data, state) {
      const write = state.isClean ? writeClean : writeAny;
      try {
        return { text: write(data, state.introspection), errors: NO_ERRORS };
      } catch (error) {
        if (error !== BAIL) throw error;
        return interpret(shape, data, state);
      }
    },
  };
}

/** The data of an answer as an object, for those who read it rather than send it. */
export function parseData({ text }: WrittenResponse): Record<string, unknown> | null {
  return JSON.parse(text);
}
