import { findShareKey } from "../shared/context.ts";
import { DateTime } from "../shared/date-time.ts";
import { buildCursor } from "../shared/event-log/cursor.ts";
import type { Resolvers } from "./generated/resolver-types.ts";
import type { BookAddedRecord } from "./records.ts";

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
  Subscription: {
    bookAdded: {
      subscribe: (_root, { after }, context) =>
        context.events.follow(context, after, ({ type }) => type === "BookAdded"),
      resolve: (event: BookAddedRecord) => event,
    },
  },
  BookAdded: {
    cursor: buildCursor,
    book: ({ bookId }, _arguments, { loaders }) => loaders.bookById.load(bookId),
  },
  Book: {
    __resolveReference: ({ id }, { loaders }) => loaders.bookById.load(id),
  },
};
