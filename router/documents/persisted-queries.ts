import { findOwner, type RequestSender } from "../../packages/identity/request-owner.ts";
import { type BoundedMemory, createBoundedMemory } from "../../packages/server/bounded-memory.ts";
import type { PersistedQuerySettings } from "../../packages/server/graphql/graphql-endpoint.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import type { TrustedDocuments } from "./trusted-documents.ts";

/** Where Apollo Server keeps what it is told under a hash, beside what else it keeps in a cache. */
const KEY_PREFIX = /^apq:/;

/** Where clients' documents are kept under their hashes. */
export interface PersistedQueries {
  readonly settings: PersistedQuerySettings;
  /** Remembers what a request has registered, once it is found valid and affordable. */
  readonly listeners: readonly RequestListener<RequestSender>[];
}

/**
 * How the router finds a document that a request names by an id: among the trusted ones, where there are such; else
 * among those that clients have sent along with their hashes, unless only trusted ones are executed. Of the room
 * for those, one who registers many takes his own.
 * @param maximumBytes of the documents that are remembered; with 0, none is
 */
export function createPersistedQueries(
  maximumBytes: number,
  trusted: TrustedDocuments | null,
): PersistedQueries {
  const memory =
    maximumBytes > 0 && !trusted?.isExclusive
      ? createBoundedMemory<string>(maximumBytes, ({ length }) => length)
      : null;
  if (memory === null && trusted === null) return { settings: false, listeners: [] };
  return {
    settings: { cache: buildCache(memory, trusted) },
    listeners: memory === null ? [] : [createRegistration(memory)],
  };
}

/** Apollo Server would not say for whom. */
function createRegistration(memory: BoundedMemory<string>): RequestListener<RequestSender> {
  return {
    executionDidStart({ metrics, queryHash, source, contextValue }) {
      if (metrics.persistedQueryRegister) memory.remember(queryHash, source, findOwner(contextValue));
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
      // What a request registers is remembered when its execution starts.
    },
    async delete(): Promise<void> {
      // Apollo Server deletes none: what is old makes room by itself.
    },
  };
}
