import type { GrantPolicies } from "../authorization/policies.ts";
import type { ForwardHeaders } from "../header-rules/forward-headers.ts";
import type { CountRequest } from "../limits/rate-limit.ts";
import type { AdmitRequest } from "./admit-request.ts";
import type { IdentifyCaller } from "./identify-caller.ts";

/** The stages that depend on the router's settings. */
export interface RequestStages {
  readonly identifyCaller: IdentifyCaller;
  readonly countRequest: CountRequest;
  readonly admitRequest: AdmitRequest;
  /** Applies the header rules; null: there are none. */
  readonly forwardHeaders: ForwardHeaders | null;
  /** Evaluates `@policy`; null: nothing does, and each refuses. */
  readonly grantPolicies: GrantPolicies | null;
  /** How long a request may take, in milliseconds. */
  readonly operationTimeoutMs: number;
  readonly isProduction: boolean;
}
