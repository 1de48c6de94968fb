import { GraphQLScalarType } from "graphql";
import { type BenchGraph, buildSubgraph } from "./bench-graph.ts";

/** A page of books, as the mission query asks for it. */
const BOOK_COUNT = 20;
const COMMENTS_PER_BOOK = 5;
const USER_COUNT = 7;
const CREATED_AT = "2026-01-31T12:00:00.000Z";

interface Reference {
  readonly id: string;
}

/** This project's own subgraphs by their SDL, with answers that never change. */
export function createLibraryGraph(): BenchGraph {
  const books = Array.from({ length: BOOK_COUNT }, (_item, index) => buildBook(index));
  return {
    name: "library",
    subgraphs: [
      subgraph("accounts", {
        User: {
          __resolveReference: ({ id }: Reference) => ({ id, username: `user-${id}`, createdAt: CREATED_AT }),
        },
      }),
      subgraph("books", {
        Query: {
          books: () => buildConnection(books),
          book: (_root: unknown, { id }: Reference) => books.find((book) => book.id === id),
        },
        Book: { __resolveReference: ({ id }: Reference) => books.find((book) => book.id === id) },
      }),
      subgraph("comments", {
        Book: {
          __resolveReference: ({ id }: Reference) => ({ id }),
          comments: ({ id }: Reference) => buildConnection(buildComments(Number(id))),
          commentCount: () => COMMENTS_PER_BOOK,
        },
        User: { __resolveReference: ({ id }: Reference) => ({ id }) },
      }),
    ],
  };
}

function subgraph(name: string, resolvers: object) {
  const DateTime = new GraphQLScalarType({ name: "DateTime" });
  const sdlFile = new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url);
  return buildSubgraph(name, sdlFile, { DateTime, ...resolvers });
}

function buildBook(index: number) {
  return {
    id: String(index),
    title: `The Book of ${index}`,
    author: `Author ${index % 9}`,
    createdAt: CREATED_AT,
  };
}

function buildComments(book: number) {
  return Array.from({ length: COMMENTS_PER_BOOK }, (_item, index) => ({
    id: String(book * COMMENTS_PER_BOOK + index),
    body: `What reader ${index} had to say about it, which took a sentence of usual length.`,
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
    author: { id: String((book + index) % USER_COUNT) },
    book: { id: String(book) },
  }));
}

function buildConnection<Item extends Reference>(nodes: readonly Item[]) {
  return {
    nodes,
    edges: nodes.map((node) => ({ cursor: `cursor-${node.id}`, node })),
    pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: "start", endCursor: "end" },
    totalCount: nodes.length,
  };
}
