import type { DocumentLimits } from "../../packages/limits/document-limits.ts";
import type { OperationParameters } from "../../packages/server/graphql/operation-parameters.ts";
import { readDocumentId } from "../documents/read-document-id.ts";
import { requireTrusted } from "../documents/require-trusted.ts";
import type { TrustedDocuments } from "../documents/trusted-documents.ts";
import { createOperationGate, type NewOperationTurn } from "../limits/operation-gate.ts";
import type { PlanningContext, PlanningTurns } from "../limits/planning-turns.ts";

/**
 * Lets a request pass that Apollo Server may parse and validate.
 * @returns null, or, for a new document, its turn, once it comes
 * @throws what is the answer otherwise, HTTP 400 or 503
 */
export type AdmitRequest = (
  parameters: OperationParameters,
  context: PlanningContext,
) => Promise<NewOperationTurn> | null;

/**
 * Makes what looks at the document of a request before Apollo Server does: whether it is what its id says, whether it
 * may be executed at all, and whether it is within the limits. One that is known by its hash alone passed when it was
 * registered.
 */
export function createAdmission(
  limits: DocumentLimits,
  trusted: TrustedDocuments | null,
  planning: PlanningTurns,
): AdmitRequest {
  const admitOperation = createOperationGate(limits, planning);
  return (parameters, context) => {
    const id = readDocumentId(parameters);
    const { query, variables } = parameters;
    if (trusted?.isExclusive) requireTrusted(trusted, query, id);
    const document = typeof query === "string" ? query : trusted?.find(id ?? "");
    const isTrusted = document !== undefined && trusted?.has(document) === true;
    return admitOperation({ document, variables, isTrusted }, context);
  };
}
