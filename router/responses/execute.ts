import type { EngineOperation, EngineResponse, ExecutionObserver } from "../../packages/engine/engine.ts";
import type { RouterContext } from "../request/router-context.ts";

/** What executes operations, or stands before what does. */
export type Execute<Response extends EngineResponse = EngineResponse> = (
  operation: EngineOperation,
  context: RouterContext,
  observer?: ExecutionObserver,
) => Promise<Response>;
