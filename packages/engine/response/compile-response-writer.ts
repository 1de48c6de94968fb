import type { GraphQLFormattedError } from "graphql";
import type { JsonObject } from "../data-object.ts";
import { composeWriter } from "./closure-writer.ts";
import { cutPath, type ResponsePath } from "./cut-path.ts";
import { generateWriter } from "./generated-writer.ts";
import { interpret } from "./interpret.ts";
import { BAIL, type PlainWriter } from "./plain-writer.ts";
import { quoteCleanText, quoteText } from "./quote-text.ts";
import type { ResponseState, WrittenResponse } from "./response-writer.ts";
import { buildRootShape, type ObjectShape, type ResponseWriterOptions } from "./shape.ts";
import { createVerbatimReader } from "./verbatim-reader.ts";

/** Generated code is twice as fast, and takes as long to make as ten small responses take to write without it. */
const WRITES_BEFORE_GENERATING = 10;

const NO_ERRORS: readonly GraphQLFormattedError[] = [];

/**
 * Compiles the writer that completes merged data (GraphQL specification §6.4.3) to the responses of one valid operation.
 * Complete and correct data takes a fast way; any other is interpreted, once more from the start.
 */
export function compileResponseWriter(options: ResponseWriterOptions) {
  const shape = buildRootShape(options);
  const writeClean = createPlainWriter(shape, true);
  const writeAny = createPlainWriter(shape, false);
  return {
    readVerbatim: createVerbatimReader(shape),
    /** The start of `path` that the response from `data` has; everything below a null counts as there. */
    cutPath: (path: ResponsePath, data: JsonObject) => cutPath(shape, path, data),
    write(data: JsonObject, state: ResponseState): WrittenResponse {
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

/** Many operations are sent only once: code is generated for those that come again. */
function createPlainWriter(shape: ObjectShape, isClean: boolean): PlainWriter {
  let writes = 0;
  let write = composeWriter(shape, isClean ? quoteCleanText : quoteText);
  return (data, introspection) => {
    writes += 1;
    if (writes === WRITES_BEFORE_GENERATING) write = generateWriter(shape, isClean) ?? write;
    return write(data, introspection);
  };
}
