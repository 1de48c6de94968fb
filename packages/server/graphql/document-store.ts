import type { ApolloServerOptionsWithGateway, BaseContext } from "@apollo/server";
import type { DocumentNode, GraphQLSchema } from "graphql";
import { createBoundedMemory } from "../bounded-memory.ts";
import type { RequestListener } from "./request-listener.ts";

type ApolloStore = NonNullable<ApolloServerOptionsWithGateway<never>["documentStore"]>;

/** The documents that were found valid. */
export type DocumentStore<Context extends BaseContext> = ReturnType<typeof createDocumentStore<Context>>;

/** For texts and keys. Parsed documents take some fifteen times as much: some 30 MB in all. */
const MAXIMUM_TEXT_BYTES = 2_000_000;

/**
 * Keeps parsed, valid documents, the ones used last. An owner with many makes room first. Unlike Apollo Server's own
 * store, it need not write a document as JSON to know its size.
 */
export function createDocumentStore<Context extends BaseContext>(findOwner: (context: Context) => string) {
  const documents = createBoundedMemory<DocumentNode>(
    MAXIMUM_TEXT_BYTES,
    ({ loc }) => loc?.source.body.length ?? Infinity,
  );
  // Apollo Server does not tell whose document it stores. The request that sent it is the first to resolve it.
  const keys = new WeakMap<DocumentNode, string>();
  /** Apollo Server's keys are a document's hash behind a text for the schema that it is valid against. */
  const prefixes = new WeakMap<GraphQLSchema, string>();
  return {
    /** The document with this SHA-256 in hexadecimal, if it was found valid against `schema`; that is a use of it. */
    find(schema: GraphQLSchema, queryHash: string): DocumentNode | undefined {
      const prefix = prefixes.get(schema);
      return prefix === undefined ? undefined : documents.find(prefix + queryHash);
    },
    store: {
      get: async (key) => documents.find(key),
      set: async (key, document) => void keys.set(document, key),
      delete: async (key) => documents.forget(key),
    } satisfies ApolloStore,
    listener: {
      didResolveOperation({ document, contextValue, schema, queryHash }) {
        const key = keys.get(document);
        if (key === undefined) return;
        prefixes.set(schema, key.slice(0, -queryHash.length));
        keys.delete(document);
        documents.remember(key, document, findOwner(contextValue));
      },
    } satisfies RequestListener<Context>,
  };
}
