import type { GraphQLFormattedError } from "graphql";
import type { CompiledOperation } from "../compilation/compile-operation.ts";
import type { EngineResponse, EngineSubscription } from "../engine.ts";
import { parseExact } from "../exact-numbers.ts";
import { executeOperation, type OperationRequest } from "./execute-operation.ts";
import { buildBody } from "./operation-run.ts";

/** What all events of a subscription have in common. */
type SubscriptionRun<Context> = Omit<OperationRequest<Context>, "context" | "observer" | "event">;

/** A compiled subscription as one that can be asked; a response without data when it has no root field to ask for. */
export async function subscribeTo<Context>(
  compiled: CompiledOperation,
  run: SubscriptionRun<Context>,
  context: Context,
): Promise<EngineSubscription<Context> | EngineResponse> {
  const [first, ...others] = compiled.steps;
  if (first === undefined) return await explainEmpty(compiled, run, context);
  if (first.kind !== "event" || others.some(({ kind }) => kind === "event")) return { data: null, errors: NOT_ONE };
  const { subgraph, operationName, request, needsExactNumbers } = first;
  return {
    subgraph,
    operationName,
    body: buildBody(request, run.variables, []),
    parse: needsExactNumbers ? parseExact : undefined,
    executeEvent(event, eventContext, observer) {
      observer?.planned?.(compiled.plan);
      return executeOperation(compiled, { ...run, context: eventContext, observer, event });
    },
  };
}

/** The root field may be left out because an argument is null that must not be: then the error says so. */
async function explainEmpty<Context>(
  compiled: CompiledOperation,
  run: SubscriptionRun<Context>,
  context: Context,
): Promise<EngineResponse> {
  const { errors } = await executeOperation(compiled, { ...run, context, observer: undefined, event: null });
  return { data: null, errors: errors.length === 0 ? NOT_ONE : errors };
}

const NOT_ONE: readonly GraphQLFormattedError[] = [
  {
    message: "A subscription needs one field of the Subscription type, which @skip and @include do not leave out.",
    extensions: { code: "OPERATION_NOT_SUPPORTED" },
  },
];
