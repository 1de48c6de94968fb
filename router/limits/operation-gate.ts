import type { GraphQLError } from "graphql";
import { findOwner } from "../../packages/identity/request-owner.ts";
import { createBoundedMemory } from "../../packages/server/bounded-memory.ts";
import { createClientError } from "../../packages/server/graphql/error-codes.ts";
import { findExcess } from "./check-document.ts";
import type { DocumentLimits } from "./document-limits.ts";
import { isNestedDeeper } from "./json-depth.ts";
import type { PlanningContext, PlanningShare, PlanningTurn } from "./planning-share.ts";

/** A request's document, as far as it is sent, with its variables. */
export interface SentOperation {
  readonly document: string | undefined;
  readonly variables: unknown;
  /** Whether the document is in the manifest of trusted ones, which may be long. */
  readonly isTrusted: boolean;
}

/** The turn of a request whose document is new. */
export interface NewOperationTurn extends PlanningTurn {
  /** Ends the turn of an operation that is valid, and planned if it may be executed: it is known from now on. */
  endKnown(): void;
}

/**
 * Lets an operation pass when it is within the limits; one whose document is new when it has its turn.
 * @returns null for one that is known
 * @throws OPERATION_TOO_LARGE, HTTP 400; SERVICE_UNAVAILABLE, HTTP 503
 */
export type AdmitOperation = (
  operation: SentOperation,
  context: PlanningContext,
) => Promise<NewOperationTurn> | null;

/** Of known documents: clients send the same few again and again. */
const MAXIMUM_KNOWN_BYTES = 4_000_000;

/**
 * Makes the gate that an operation passes before Apollo Server sees it: validation compares selections pairwise, which
 * takes seconds for a kilobyte of nested fragments, and no hook between parsing and validation may refuse. Nothing is
 * done for a document that is new, not even to read it, before its caller has a turn.
 */
export function createOperationGate(limits: DocumentLimits, planning: PlanningShare): AdmitOperation {
  const known = createBoundedMemory<true>(MAXIMUM_KNOWN_BYTES, () => 0);

  async function admitNew(document: string, context: PlanningContext): Promise<NewOperationTurn> {
    const { end } = await planning.begin(context);
    const excess = findExcess(document, limits);
    if (excess !== null) {
      end();
      throw operationTooLarge(excess);
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
      throw operationTooLarge(`The variables have more than ${limits.nesting} levels.`);
    }
    if (document === undefined || known.find(document)) return null;
    if (!isTrusted && Buffer.byteLength(document) > limits.bytes) {
      throw operationTooLarge(`The document has more than ${limits.bytes} bytes.`);
    }
    return admitNew(document, context);
  };
}

function operationTooLarge(message: string): GraphQLError {
  return createClientError("OPERATION_TOO_LARGE", message, { extensions: { http: { status: 400 } } });
}
