import { refuseBadRequest } from "../../packages/server/errors/bad-request.ts";
import type { TrustedDocuments } from "./trusted-documents.ts";

/**
 * Refuses a document, or the id of one, that is not in the manifest. It compares the text: an attacker's document is not
 * even parsed. A request with neither is left to Apollo Server to refuse.
 * @throws QUERY_NOT_IN_SAFELIST or PERSISTED_QUERY_NOT_IN_LIST, as Apollo Router names them; HTTP 400
 */
export function requireTrusted(trusted: TrustedDocuments, query: unknown, id: string | null): void {
  if (typeof query === "string") {
    if (!trusted.has(query)) {
      throw refuseBadRequest("QUERY_NOT_IN_SAFELIST", "Only known documents are executed, and this is none of them.");
    }
  } else if (id !== null && trusted.find(id) === undefined) {
    throw refuseBadRequest("PERSISTED_QUERY_NOT_IN_LIST", "Only known documents are executed, and none has this id.");
  }
}
