import { findOwner, type RequestSender } from "../../packages/identity/request-owner.ts";
import { type BoundedMemory, createBoundedMemory } from "../../packages/server/bounded-memory.ts";
import type { PersistedQuerySettings } from "../../packages/server/graphql/graphql-endpoint.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import type { SharedDocuments } from "./shared-documents.ts";
import type { TrustedDocuments } from "./trusted-documents.ts";

/** Room for the documents of clients; `PERSISTED_QUERY_CACHE_BYTES`. */
export const DEFAULT_CACHE_BYTES = 4 * 1024 * 1024;

/** Apollo Server's prefix of the hashes in its cache. */
const KEY_PREFIX = /^apq:/;

/**
 * Finds the document that a request names by an id. It may be a trusted one. Unless only trusted ones are executed, it
 * may be one that a client has sent along with its hash. Such a document is kept once it is found valid and affordable.
 * A caller who registers many pushes out its own.
 * @param maximumBytes of the documents that are remembered; 0: none
 * @param shared the documents of all routers; null: this one has its own
 */
export function createPersistedQueries(
  maximumBytes: number,
  trusted: TrustedDocuments | null,
  shared: SharedDocuments | null,
): {
  settings: PersistedQuerySettings;
  listeners: RequestListener<RequestSender>[];
  elsewhere: DocumentsElsewhere | null;
} {
  const memory =
    maximumBytes > 0 && !trusted?.isExclusive
      ? createBoundedMemory<string>(maximumBytes, ({ length }) => length)
      : null;
  if (memory === null && trusted === null) return { settings: false, listeners: [], elsewhere: null };
  return {
    settings: { cache: buildCache(memory, trusted) },
    listeners: memory === null ? [] : [createRegistration(memory, shared)],
    elsewhere: memory === null || shared === null ? null : buildElsewhere(memory, shared),
  };
}

/** The documents that clients have registered at other routers. */
export interface DocumentsElsewhere {
  /** The document with this id, if this router has none. Never throws. */
  find(id: string): Promise<string | null> | null;
  /** Makes it a document of this router, once it is within the limits. */
  adopt(id: string, document: string, sender: RequestSender): void;
}

function buildElsewhere(memory: BoundedMemory<string>, shared: SharedDocuments): DocumentsElsewhere {
  return {
    find: (id) => (memory.find(id) === undefined ? shared.find(id) : null),
    adopt: (id, document, sender) => memory.remember(id, document, findOwner(sender)),
  };
}

/** Apollo Server's own registration does not tell for which caller. */
function createRegistration(
  memory: BoundedMemory<string>,
  shared: SharedDocuments | null,
): RequestListener<RequestSender> {
  return {
    executionDidStart({ metrics, queryHash, source, contextValue }) {
      if (!metrics.persistedQueryRegister) return;
      memory.remember(queryHash, source, findOwner(contextValue));
      shared?.keep(queryHash, source);
    },
  };
}

function buildCache(memory: BoundedMemory<string> | null, trusted: TrustedDocuments | null) {
  return {
    async get(key: string): Promise<string | undefined> {
      const id = key.replace(KEY_PREFIX, "");
      return trusted?.find(id) ?? memory?.find(id);
    },
    async set(): Promise<void> {
      // The listener remembers the document when its execution starts.
    },
    async delete(): Promise<void> {
      // Apollo Server deletes none: old documents make room by themselves.
    },
  };
}
