import { requireCaller } from "../shared/context.ts";
import { DateTime } from "../shared/date-time.ts";
import { buildCursor } from "../shared/event-log/cursor.ts";
import type { Context } from "./context.ts";
import type { Resolvers } from "./generated/resolver-types.ts";
import type { CommentAddedRecord } from "./records.ts";

/** The fields of schema.graphql, each a call to the rules in comments.ts. */
export const resolvers: Resolvers = {
  DateTime,
  Query: {
    comments: (_root, { bookId, ...page }, { loaders }) => loaders.loadPage("bookId", bookId, page),
    comment: (_root, { id }, { loaders }) => loaders.commentById.load(id),
  },
  Mutation: {
    addComment: (_root, input, context) => change(context, context.comments.add(requireCaller(context), input)),
    updateComment: (_root, { id, body }, context) =>
      change(context, context.comments.update(requireCaller(context), id, body)),
    deleteComment: (_root, { id }, context) => change(context, context.comments.delete(requireCaller(context), id)),
  },
  Subscription: {
    commentAdded: {
      subscribe: (_root, { bookId, after }, context) =>
        context.events.follow(context, after, (event) => event.bookId === bookId),
      resolve: (event: CommentAddedRecord) => event,
    },
  },
  CommentAdded: {
    cursor: buildCursor,
    comment: ({ commentId }, _arguments, { loaders }) => loaders.commentById.load(commentId),
  },
  Comment: {
    __resolveReference: ({ id }, { loaders }) => loaders.commentById.load(id),
    author: ({ authorId }) => ({ id: authorId }),
    book: ({ bookId }) => ({ id: bookId }),
  },
  Book: {
    __resolveReference: ({ id }) => ({ id }),
    comments: ({ id }, page, { loaders }) => loaders.loadPage("bookId", id, page),
    commentCount: ({ id }, _arguments, { loaders }) => loaders.loadCount("bookId", id),
  },
  User: {
    __resolveReference: ({ id }) => ({ id }),
    comments: ({ id }, page, { loaders }) => loaders.loadPage("authorId", id, page),
  },
};

/** Mutations run one after another. The fields below each must read its result, not earlier reads. */
async function change<Result>({ loaders }: Context, writing: Promise<Result>): Promise<Result> {
  const result = await writing;
  loaders.clear();
  return result;
}
