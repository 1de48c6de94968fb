import type { ExecutionResult } from "graphql";
import type { AllowedOperation, PartOfOperation } from "../authorization/authorization.ts";
import type { GrantPolicies } from "../authorization/policies.ts";
import type { ServedGraph } from "../graph/served-graph.ts";
import type { ForwardHeaders } from "../header-rules/forward-headers.ts";
import type { CountRequest } from "../limits/rate-limit.ts";
import type { AdmitRequest } from "./admit-request.ts";
import type { IdentifyCaller } from "./identify-caller.ts";
import type { ResolvedOperation } from "./resolved-operation.ts";

/**
 * Opens a subscription, whose results go the way of its `delivery`.
 * @returns stands for the result; or the answer, where nothing can be subscribed to
 * @throws a refusal: HTTP 400, 429, 503
 */
export type OpenSubscription = (
  graph: ServedGraph,
  operation: ResolvedOperation,
  authorization: AllowedOperation | PartOfOperation,
) => Promise<ExecutionResult>;

/** The stages that depend on the router's settings. */
export interface RequestStages {
  readonly identifyCaller: IdentifyCaller;
  readonly countRequest: CountRequest;
  readonly admitRequest: AdmitRequest;
  /** Applies the header rules; null: there are none. */
  readonly forwardHeaders: ForwardHeaders | null;
  /** Evaluates `@policy`; null: nothing does, and each refuses. */
  readonly grantPolicies: GrantPolicies | null;
  readonly openSubscription: OpenSubscription;
  /** How long a request may take, in milliseconds. */
  readonly operationTimeoutMs: number;
  readonly isProduction: boolean;
}
