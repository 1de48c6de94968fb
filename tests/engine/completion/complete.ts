import { expect } from "@jest/globals";
import { type GraphQLSchema, parse } from "graphql";
import type { ResponseState } from "../../../packages/engine/response/response-writer.ts";
import { buildOptions, buildState, writeInEveryWay } from "./write-in-every-way.ts";

/** An answer, and whether the short way led to it. */
export interface Completion {
  /** The JSON of the data. */
  readonly text: string;
  readonly paths: readonly (readonly (string | number)[] | undefined)[];
  readonly messages: readonly string[];
  readonly isPlain: boolean;
}

/** Completes `data` for a query in every way there is, and expects them to agree. */
export function complete(
  schema: GraphQLSchema,
  query: string,
  data: Readonly<Record<string, unknown>>,
  known: Partial<ResponseState> = {},
): Completion {
  const state = buildState(data, known);
  const { interpreted, generated } = writeInEveryWay(buildOptions(schema, parse(query)), data, state);
  if (generated !== null) expect(interpreted).toEqual({ text: generated, errors: [] });
  return {
    text: interpreted.text,
    paths: interpreted.errors.map(({ path }) => path),
    messages: interpreted.errors.map(({ message }) => message),
    isPlain: generated !== null,
  };
}
