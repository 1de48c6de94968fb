import { type BoundedMemory, createBoundedMemory } from "../../service/bounded-memory.ts";
import type { PersistedQuerySettings } from "../../service/graphql-endpoint.ts";
import type { TrustedDocuments } from "../trusted-documents/trusted-documents.ts";

/** Where Apollo Server keeps what it is told under a hash, beside what else it keeps in a cache. */
const KEY_PREFIX = /^apq:/;

/**
 * How the router finds a document that a request names by an id: among the trusted ones, where there are such; else
 * among those that clients have sent along with their hashes, unless only trusted ones are executed. Apollo Server
 * remembers a document once it is found valid and affordable.
 * @param maximumBytes of the documents that are remembered; with 0, none is
 */
export function createPersistedQueries(
  maximumBytes: number,
  trusted: TrustedDocuments | null,
): PersistedQuerySettings {
  const memory =
    maximumBytes > 0 && !trusted?.isExclusive
      ? createBoundedMemory<string>(maximumBytes, ({ length }) => length)
      : null;
  if (memory === null && trusted === null) return false;
  return { cache: buildCache(memory, trusted) };
}

function buildCache(memory: BoundedMemory<string> | null, trusted: TrustedDocuments | null) {
  return {
    async get(key: string): Promise<string | undefined> {
      const id = key.replace(KEY_PREFIX, "");
      return trusted?.find(id) ?? memory?.find(id);
    },
    async set(key: string, document: string): Promise<void> {
      memory?.remember(key.replace(KEY_PREFIX, ""), document);
    },
    async delete(): Promise<void> {
      // Apollo Server deletes none: what is old makes room by itself.
    },
  };
}
