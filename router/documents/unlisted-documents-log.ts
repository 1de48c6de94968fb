import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import type { RouterContext } from "../request/router-context.ts";
import type { TrustedDocuments } from "./trusted-documents.ts";

/**
 * Enough for any set of clients; inventing documents costs a line each and no memory. Nobody has a part of his own: what
 * is pushed out is logged once more, and that is all.
 */
const MAXIMUM_REMEMBERED = 1_000;
const MAXIMUM_NAME_LENGTH = 256;

/** Logs each document that is executed and not in the manifest, when it comes for the first time. */
export function createUnlistedDocumentsLog(trusted: TrustedDocuments): RequestListener<RouterContext> {
  // A set keeps the order of insertion: its first member is the one that has not come for longest.
  const reported = new Set<string>();

  function isNew(hash: string): boolean {
    const isKnown = reported.delete(hash);
    reported.add(hash);
    const oldest = reported.values().next().value;
    if (reported.size > MAXIMUM_REMEMBERED && oldest !== undefined) reported.delete(oldest);
    return !isKnown;
  }

  return {
    executionDidStart({ source, queryHash, operationName, contextValue }) {
      if (trusted.has(source) || !isNew(queryHash)) return;
      contextValue.log.warn(
        {
          operationName: operationName?.slice(0, MAXIMUM_NAME_LENGTH) ?? null,
          documentHash: queryHash,
        },
        "a document is not in the manifest",
      );
    },
  };
}
