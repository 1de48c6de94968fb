import type { GraphQLError } from "graphql";
import { createClientError } from "../../service/error-codes.ts";
import { findExcess } from "./check-document.ts";
import type { DocumentLimits } from "./document-limits.ts";
import { isNestedDeeper } from "./json-depth.ts";

/**
 * Lets a document, where there is one, and its variables pass when they are within the limits.
 * @throws OPERATION_TOO_LARGE, HTTP 400
 */
export type AdmitOperation = (document: string | undefined, variables: unknown) => void;

/** Clients send the same few documents again and again. */
const MAXIMUM_REMEMBERED = 1_000;
const MAXIMUM_REMEMBERED_LENGTH = 4_096;

/**
 * Makes the gate that an operation passes before Apollo Server sees it: validation compares selections pairwise, which
 * takes seconds for a kilobyte of nested fragments, and no hook between parsing and validation may refuse.
 */
export function createOperationGate(limits: DocumentLimits): AdmitOperation {
  const admitted = new Set<string>();

  function admitDocument(text: string): void {
    if (admitted.has(text)) return;
    const excess = findExcess(text, limits);
    if (excess !== null) throw operationTooLarge(excess);
    if (text.length > MAXIMUM_REMEMBERED_LENGTH) return;
    if (admitted.size >= MAXIMUM_REMEMBERED) admitted.clear();
    admitted.add(text);
  }

  return (document, variables) => {
    if (isNestedDeeper(variables, limits.nesting)) {
      throw operationTooLarge(`The variables have more than ${limits.nesting} levels.`);
    }
    if (document !== undefined) admitDocument(document);
  };
}

function operationTooLarge(message: string): GraphQLError {
  return createClientError("OPERATION_TOO_LARGE", message, { extensions: { http: { status: 400 } } });
}
