import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import type { DocumentNode } from "graphql";
import { createBoundedMemory } from "./bounded-memory.ts";

type DocumentStore = NonNullable<ApolloServerOptionsWithGateway<never>["documentStore"]>;

/** Of texts and keys; a parsed document takes some fifteen times as much, some 30 MB in all. */
const MAXIMUM_TEXT_BYTES = 2_000_000;

/**
 * Keeps the documents that have been parsed and found valid, those that were asked for last. Unlike Apollo Server's own
 * store it does not have to write a document as JSON to know how large it is.
 */
export function createDocumentStore(): DocumentStore {
  const documents = createBoundedMemory<DocumentNode>(
    MAXIMUM_TEXT_BYTES,
    ({ loc }) => loc?.source.body.length ?? Infinity,
  );
  return {
    get: async (key) => documents.find(key),
    set: async (key, document) => documents.remember(key, document),
    delete: async (key) => documents.forget(key),
  };
}
