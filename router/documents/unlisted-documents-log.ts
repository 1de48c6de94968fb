import type { EndpointContext } from "../../packages/server/graphql/endpoint-context.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import { createLatestMap } from "../../packages/server/latest-map.ts";
import type { TrustedDocuments } from "./trusted-documents.ts";

/**
 * Enough for the documents of all clients. An invented document costs a line in the log, and no memory. Callers share the
 * room: a document that is pushed out is only logged once more.
 */
const MAXIMUM_REMEMBERED = 1_000;
const MAXIMUM_NAME_LENGTH = 256;

/** Logs each document that is executed but not in the manifest, the first time. */
export function createUnlistedDocumentsLog(trusted: TrustedDocuments): RequestListener<Pick<EndpointContext, "log">> {
  const reported = createLatestMap<true>(MAXIMUM_REMEMBERED);

  return {
    executionDidStart({ source, queryHash, operationName, contextValue }) {
      if (trusted.has(source) || reported.get(queryHash)) return;
      reported.set(queryHash, true);
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
