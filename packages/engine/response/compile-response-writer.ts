import type { GraphQLFormattedError } from "graphql";
import type { JsonObject } from "../data-object.ts";
import { cutPath, type ResponsePath } from "./cut-path.ts";
import { generateWriter } from "./generated-writer.ts";
import { interpret } from "./interpret.ts";
import { BAIL, type PlainWriter } from "./plain-writer.ts";
import type { ResponseState, WrittenResponse } from "./response-writer.ts";
import { buildRootShape, type ObjectShape, type ResponseWriterOptions } from "./shape.ts";
import { createVerbatimReader } from "./verbatim-reader.ts";

/** Generated code is twice as fast, and takes as long to make as ten small responses take to interpret. */
const WRITES_BEFORE_GENERATING = 10;

const NO_ERRORS: readonly GraphQLFormattedError[] = [];

/**
 * Compiles the writer that completes merged data (GraphQL specification §6.4.3) to the responses of one valid operation.
 * Generated code writes complete and correct data of operations that come again; all else is interpreted.
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
        const text = write(data, state.introspection);
        if (text !== null) return { text, errors: NO_ERRORS };
      } catch (error) {
        if (error !== BAIL) throw error;
      }
      return interpret(shape, data, state);
    },
  };
}

/** Many operations are sent only once: code is generated for those that come again. Without code, the text is null. */
function createPlainWriter(shape: ObjectShape, isClean: boolean) {
  let writes = 0;
  let write: PlainWriter | null = null;
  return (...given: Parameters<PlainWriter>): string | null => {
    writes += 1;
    if (writes === WRITES_BEFORE_GENERATING) write = generateWriter(shape, isClean);
    return write === null ? null : write(...given);
  };
}
