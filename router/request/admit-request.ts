import type { DocumentLimits } from "../../packages/limits/document-limits.ts";
import type { OperationParameters } from "../../packages/server/graphql/operation-parameters.ts";
import type { DocumentsElsewhere } from "../documents/persisted-queries.ts";
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
) => Promise<NewOperationTurn | null> | null;

/**
 * Makes what looks at the document of a request before Apollo Server does: whether it is what its id says, whether it
 * may be executed at all, and whether it is within the limits. One that is known by its hash alone passed when it was
 * registered, here or, by `elsewhere`, at another router: whose limits may be others.
 */
export function createAdmission(
  limits: DocumentLimits,
  trusted: TrustedDocuments | null,
  planning: PlanningTurns,
  elsewhere: DocumentsElsewhere | null,
): AdmitRequest {
  const admitOperation = createOperationGate(limits, planning);

  async function admitFound(
    id: string,
    finding: Promise<string | null>,
    variables: unknown,
    context: PlanningContext,
  ): Promise<NewOperationTurn | null> {
    const document = (await finding) ?? undefined;
    const turn = await admitOperation({ document, variables, isTrusted: false }, context);
    if (document !== undefined) elsewhere?.adopt(id, document, context);
    return turn;
  }

  return (parameters, context) => {
    const id = readDocumentId(parameters);
    const { query, variables } = parameters;
    if (trusted?.isExclusive) requireTrusted(trusted, query, id);
    const document = typeof query === "string" ? query : trusted?.find(id ?? "");
    const finding = document === undefined && id !== null ? (elsewhere?.find(id) ?? null) : null;
    if (id !== null && finding !== null) return admitFound(id, finding, variables, context);
    const isTrusted = document !== undefined && trusted?.has(document) === true;
    return admitOperation({ document, variables, isTrusted }, context);
  };
}
