import type { EngineResponse } from "../../../packages/engine/engine.ts";
import type { Execute } from "../execute.ts";
import { type Freshness, readFreshness, restrict } from "./freshness.ts";

/** An answer, and how long it is good. */
export interface DatedResponse extends EngineResponse {
  /** What all answers of subgraphs that it is made of allow; null when there were none. */
  readonly freshness: Freshness | null;
}

/** Notes what the subgraphs say of the answers that an execution gets from them. */
export function gatherFreshness(execute: Execute): Execute<DatedResponse> {
  return async (operation, context, observer) => {
    const noted: Freshness[] = [];
    const noteHeaders = (headers: Parameters<typeof readFreshness>[0]) =>
      void noted.push(readFreshness(headers));
    const response = await execute(operation, { ...context, noteHeaders }, observer);
    return { ...response, freshness: noted.length === 0 ? null : noted.reduce(restrict) };
  };
}
