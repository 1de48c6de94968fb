import { type DocumentNode, type GraphQLSchema, Kind } from "graphql";
import { generateWriter } from "../../../packages/engine/response/generated-writer.ts";
import { interpret } from "../../../packages/engine/response/interpret.ts";
import { BAIL, type PlainWriter } from "../../../packages/engine/response/plain-writer.ts";
import type { ResponseState, WrittenResponse } from "../../../packages/engine/response/response-writer.ts";
import { buildRootShape, type ResponseWriterOptions } from "../../../packages/engine/response/shape.ts";

type Data = Readonly<Record<string, unknown>>;

/** An answer by each of the writers: null where generated code gave up on the data. */
export interface Answers {
  readonly interpreted: WrittenResponse;
  readonly generated: string | null;
}

/** How the first operation of `document` is compiled. */
export function buildOptions(
  apiSchema: GraphQLSchema,
  document: DocumentNode,
  conditions: Readonly<Record<string, boolean>> = {},
): ResponseWriterOptions {
  const [operation] = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  return {
    apiSchema,
    operation,
    fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])),
    conditions,
    refusedFields: new Map(),
    findDataKey: ({ alias, name }) => (alias ?? name).value,
  };
}

/** What is known of data when nothing went wrong before. */
export function buildState(data: unknown, known: Partial<ResponseState> = {}): ResponseState {
  const isClean = !JSON.stringify(data).includes("\\");
  return { isClean, errors: [], explained: new Set(), introspection: new Map(), ...known };
}

/** Writes `data` with each writer there is. */
export function writeInEveryWay(options: ResponseWriterOptions, data: Data, state: ResponseState): Answers {
  const shape = buildRootShape(options);
  const generated = generateWriter(shape, state.isClean);
  if (generated === null) throw new Error("no code was generated");
  return {
    interpreted: interpret(shape, data, state),
    generated: writePlain(generated, data, state),
  };
}

function writePlain(write: PlainWriter, data: Data, { introspection }: ResponseState): string | null {
  try {
    return write(data, introspection);
  } catch (error) {
    if (error !== BAIL) throw error;
    return null;
  }
}
