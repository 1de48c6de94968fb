import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import type { DocumentNode } from "graphql";

type DocumentStore = NonNullable<ApolloServerOptionsWithGateway<never>["documentStore"]>;

/** A parsed document takes some thirty times the memory of its text, however short: some 30 MB in all. */
const MAXIMUM_CHARACTERS = 1_000_000;
const CHARACTERS_PER_DOCUMENT = 100;

/**
 * Keeps the documents that have been parsed and found valid, those that were asked for last. Unlike Apollo Server's own
 * store it does not have to write a document as JSON to know how large it is.
 */
export function createDocumentStore(): DocumentStore {
  // A map keeps the order of insertion: its first key is the one that has not been asked for longest.
  const documents = new Map<string, DocumentNode>();
  let characters = 0;

  function remove(key: string): boolean {
    const document = documents.get(key);
    if (document !== undefined) characters -= measure(document);
    return documents.delete(key);
  }

  return {
    async get(key) {
      const document = documents.get(key);
      if (document === undefined) return undefined;
      documents.delete(key);
      documents.set(key, document);
      return document;
    },
    async set(key, document) {
      remove(key);
      documents.set(key, document);
      characters += measure(document);
      for (const oldest of documents.keys()) {
        if (characters <= MAXIMUM_CHARACTERS) return;
        remove(oldest);
      }
    },
    async delete(key) {
      return remove(key);
    },
  };
}

function measure({ loc }: DocumentNode): number {
  return CHARACTERS_PER_DOCUMENT + (loc?.source.body.length ?? MAXIMUM_CHARACTERS);
}
