import type { ApolloServerOptionsWithGateway, BaseContext } from "@apollo/server";
import type { DocumentNode } from "graphql";
import { createBoundedMemory } from "../bounded-memory.ts";
import type { RequestListener } from "./request-listener.ts";

type DocumentStore = NonNullable<ApolloServerOptionsWithGateway<never>["documentStore"]>;

/** Of texts and keys; a parsed document takes some fifteen times as much, some 30 MB in all. */
const MAXIMUM_TEXT_BYTES = 2_000_000;

/** Where Apollo Server keeps documents, and what takes part in each request for it. */
interface OwnedDocuments<Context extends BaseContext> {
  readonly store: DocumentStore;
  readonly listener: RequestListener<Context>;
}

/**
 * Keeps the documents that have been parsed and found valid, those that were asked for last; one who sends many makes
 * room. Unlike Apollo Server's own store it does not have to write a document as JSON to know how large it is.
 * @param findOwner tells for whom a document is kept
 */
export function createDocumentStore<Context extends BaseContext>(
  findOwner: (context: Context) => string,
): OwnedDocuments<Context> {
  const documents = createBoundedMemory<DocumentNode>(
    MAXIMUM_TEXT_BYTES,
    ({ loc }) => loc?.source.body.length ?? Infinity,
  );
  // Apollo Server does not say whose document it stores. The request that sent it is the first to resolve it.
  const keys = new WeakMap<DocumentNode, string>();
  return {
    store: {
      get: async (key) => documents.find(key),
      set: async (key, document) => void keys.set(document, key),
      delete: async (key) => documents.forget(key),
    },
    listener: {
      didResolveOperation({ document, contextValue }) {
        const key = keys.get(document);
        if (key === undefined) return;
        keys.delete(document);
        documents.remember(key, document, findOwner(contextValue));
      },
    },
  };
}
