import { findShareKey } from "../shared/context.ts";
import { DateTime } from "../shared/date-time.ts";
import type { Resolvers } from "./generated/resolver-types.ts";

/** The fields of schema.graphql, each a call to the rules in books.ts. */
export const resolvers: Resolvers = {
  DateTime,
  Query: {
    books: (_root, { search, ...page }, context) => context.books.findPage(page, search, findShareKey(context)),
    book: (_root, { id }, { loaders }) => loaders.bookById.load(id),
  },
  Mutation: {
    addBook: (_root, input, { books }) => books.add(input),
    updateBook: (_root, { id, ...change }, { books }) => books.update(id, change),
    deleteBook: (_root, { id }, { books }) => books.delete(id),
  },
  Book: {
    __resolveReference: ({ id }, { loaders }) => loaders.bookById.load(id),
  },
};
