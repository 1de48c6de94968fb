import type { RouterContext } from "../context.ts";
import type { EngineOperation, EngineResponse, ExecutionObserver } from "../engine/engine.ts";

/** What executes operations, or stands before what does. */
export type Execute<Response extends EngineResponse = EngineResponse> = (
  operation: EngineOperation,
  context: RouterContext,
  observer?: ExecutionObserver,
) => Promise<Response>;
