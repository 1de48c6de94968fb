import { findOwner } from "../../packages/identity/request-owner.ts";
import { type DocumentLimits, findByteExcess, findExcess } from "../../packages/limits/document-limits.ts";
import { createBoundedMemory } from "../../packages/server/bounded-memory.ts";
import { refuseBadRequest } from "../../packages/server/errors/bad-request.ts";
import type { PlanningContext, PlanningTurn, PlanningTurns } from "./planning-turns.ts";
import { hasRootCondition } from "./root-conditions.ts";
import { isNestedDeeper } from "./variables-depth.ts";

/** The document of a request, if it is sent or known by its id, and the variables. */
export interface SentOperation {
  readonly document: string | undefined;
  readonly variables: unknown;
  /** Whether the document is a trusted one, which may be long. */
  readonly isTrusted: boolean;
}

/** The turn of a request whose document is new. */
export interface NewOperationTurn extends PlanningTurn {
  /** Ends the turn of a valid operation: its document is known from now on. */
  endKnown(): void;
}

/**
 * Lets an operation pass if it is within the limits. If its document is new, it waits for its turn.
 * @returns null: the document is known
 * @throws OPERATION_TOO_LARGE, GRAPHQL_VALIDATION_FAILED, HTTP 400; SERVICE_UNAVAILABLE, HTTP 503
 */
export type AdmitOperation = (operation: SentOperation, context: PlanningContext) => Promise<NewOperationTurn> | null;

const ROOT_CONDITION = "The root of a subscription may not have @skip or @include with a variable. Leave them out.";

/** For known documents: clients send the same few again and again. */
const MAXIMUM_KNOWN_BYTES = 4_000_000;

/**
 * Makes the gate that an operation passes before Apollo Server sees it. Validation compares selections pairwise, which
 * takes seconds for a kilobyte of nested fragments, and no hook between parsing and validation may refuse. A new document
 * is not even read before its caller has a turn.
 */
export function createOperationGate(limits: DocumentLimits, planning: PlanningTurns): AdmitOperation {
  const known = createBoundedMemory<true>(MAXIMUM_KNOWN_BYTES, () => 0);

  async function admitNew(document: string, context: PlanningContext): Promise<NewOperationTurn> {
    const { end } = await planning.begin(context);
    const excess = findExcess(document, limits);
    if (excess !== null || hasRootCondition(document)) {
      end();
      throw excess === null
        ? refuseBadRequest("GRAPHQL_VALIDATION_FAILED", ROOT_CONDITION)
        : refuseBadRequest("OPERATION_TOO_LARGE", excess);
    }
    return {
      end,
      endKnown() {
        known.remember(document, true, findOwner(context));
        end();
      },
    };
  }

  return ({ document, variables, isTrusted }, context) => {
    if (isNestedDeeper(variables, limits.nesting)) {
      throw refuseBadRequest(
        "OPERATION_TOO_LARGE",
        `The variables have more than ${limits.nesting} levels (MAX_NESTING).`,
      );
    }
    if (document === undefined || known.find(document)) return null;
    const excess = isTrusted ? null : findByteExcess(document, limits);
    if (excess !== null) throw refuseBadRequest("OPERATION_TOO_LARGE", excess);
    return admitNew(document, context);
  };
}
