import { hash } from "node:crypto";
import type { SharedValues } from "../shared-state/shared-values.ts";

/** A document that no client has registered anew for so long is forgotten; its text may name persons. */
const KEPT_MS = 24 * 60 * 60 * 1_000;

/** A hash as clients send it. */
const SHA_256 = /^[0-9a-f]{64}$/;

/** The documents that clients have registered at any of several routers. */
export type SharedDocuments = ReturnType<typeof createSharedDocuments>;

/** @param readSupergraph reads the hash of the supergraph that is served: documents are valid against it */
export function createSharedDocuments(values: SharedValues, readSupergraph: () => string) {
  const nameDocument = (id: string) => ({ kind: "document", supergraph: readSupergraph(), id }) as const;
  return {
    /** The document with this SHA-256 in hexadecimal; null: none is known. Never throws. */
    async find(id: string): Promise<string | null> {
      const found = SHA_256.test(id) ? await values.find([nameDocument(id)]) : null;
      const document = found?.value;
      return typeof document === "string" && hash("sha256", document) === id ? document : null;
    },
    keep: (id: string, document: string) => values.keep(nameDocument(id), document, KEPT_MS),
  };
}
