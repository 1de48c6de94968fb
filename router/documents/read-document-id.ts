import { createHash } from "node:crypto";
import { refuseBadRequest } from "../../packages/server/errors/bad-request.ts";
import type { OperationParameters } from "../../packages/server/graphql/operation-parameters.ts";
import { isRecord } from "../../packages/server/is-record.ts";

/**
 * The id by which a request names its document, as Apollo's clients do. It is the hash of a document that was sent before
 * or comes along, or the id in a manifest. Null: no id.
 * @throws BAD_REQUEST, HTTP 400, if it has another form, or is not the hash of the document beside it
 */
export function readDocumentId({ query, extensions }: OperationParameters): string | null {
  const persistedQuery = isRecord(extensions) ? extensions.persistedQuery : undefined;
  // Apollo Server, too, treats a falsy value as absent.
  if (!persistedQuery) return null;
  const { version, sha256Hash } = isRecord(persistedQuery) ? persistedQuery : {};
  if (version !== 1 || typeof sha256Hash !== "string") {
    throw refuseBadRequest("BAD_REQUEST", "extensions.persistedQuery must have the version 1 and a sha256Hash.");
  }
  if (typeof query === "string" && hash(query) !== sha256Hash) {
    throw refuseBadRequest("BAD_REQUEST", "extensions.persistedQuery.sha256Hash is not the hash of the document.");
  }
  return sha256Hash;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
