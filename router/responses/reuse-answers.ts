import type { RouterContext } from "../context.ts";
import type { Engine } from "../engine/engine.ts";
import type { Execute } from "./execute.ts";
import { shareExecutions } from "./sharing/share-executions.ts";
import type { ResponseSettings } from "./variables.ts";

/** An engine, or what stands before one. */
export type AdaptEngine = (engine: Engine<RouterContext>) => Engine<RouterContext>;

/** Puts before an engine what lets several requests have one answer, as far as `settings` turn it on. */
export function createAnswerReuse({ sharesInFlight }: ResponseSettings): AdaptEngine {
  if (!sharesInFlight) return (engine) => engine;
  return (engine) => {
    const execute: Execute = (...request) => engine.execute(...request);
    return { ...engine, execute: shareExecutions(execute) };
  };
}
