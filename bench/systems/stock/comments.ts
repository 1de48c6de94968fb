import type { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import DataLoader from "dataloader";
import { uuidv7 } from "uuidv7";
import { type Comment, PrismaClient } from "../../../subgraphs/comments/generated/prisma/client.ts";
import { buildConnection, inOrder, type PageArguments, readCursor, type StockSubgraph } from "./stock-subgraph.ts";

type Parent = "bookId" | "authorId";

interface Context {
  readonly callerId: string;
  readonly comments: DataLoader<string, Comment | null>;
  readonly ofBook: DataLoader<string, Comment[]>;
  readonly ofAuthor: DataLoader<string, Comment[]>;
  readonly countOfBook: DataLoader<string, number>;
  readonly countOfAuthor: DataLoader<string, number>;
}

interface ById {
  readonly id: string;
}

/** Comments. A loader reads all those of its books or authors, as Prisma cannot limit each one's. */
export function createComments(adapter: PrismaBetterSqlite3): StockSubgraph {
  const prisma = new PrismaClient({ adapter });
  return {
    createLoaders: () => ({
      comments: new DataLoader(async (ids: readonly string[]) =>
        inOrder(ids, await prisma.comment.findMany({ where: { id: { in: [...ids] } } })),
      ),
      ofBook: new DataLoader((ids: readonly string[]) => findOf(prisma, "bookId", ids)),
      ofAuthor: new DataLoader((ids: readonly string[]) => findOf(prisma, "authorId", ids)),
      countOfBook: new DataLoader((ids: readonly string[]) => countOf(prisma, "bookId", ids)),
      countOfAuthor: new DataLoader((ids: readonly string[]) => countOf(prisma, "authorId", ids)),
    }),
    resolvers: {
      Query: {
        comments: (_root: unknown, { bookId, ...page }: PageArguments & { bookId: string }, context: Context) =>
          findPage(context.ofBook, context.countOfBook, bookId, page),
        comment: (_root: unknown, { id }: ById, { comments }: Context) => comments.load(id),
      },
      Mutation: {
        addComment: (_root: unknown, { bookId, body }: { bookId: string; body: string }, { callerId }: Context) =>
          prisma.comment.create({ data: { id: uuidv7(), bookId, body, authorId: callerId } }),
        updateComment: (_root: unknown, { id, body }: ById & { body: string }) =>
          prisma.comment.update({ where: { id }, data: { body } }),
        deleteComment: async (_root: unknown, { id }: ById) => (await prisma.comment.delete({ where: { id } })).id,
      },
      Comment: {
        __resolveReference: ({ id }: ById, { comments }: Context) => comments.load(id),
        author: ({ authorId }: Comment) => ({ id: authorId }),
        book: ({ bookId }: Comment) => ({ id: bookId }),
      },
      Book: {
        comments: ({ id }: ById, page: PageArguments, { ofBook, countOfBook }: Context) =>
          findPage(ofBook, countOfBook, id, page),
        commentCount: ({ id }: ById, _arguments: unknown, { countOfBook }: Context) => countOfBook.load(id),
      },
      User: {
        comments: ({ id }: ById, page: PageArguments, { ofAuthor, countOfAuthor }: Context) =>
          findPage(ofAuthor, countOfAuthor, id, page),
      },
    },
  };
}

async function findOf(prisma: PrismaClient, parent: Parent, ids: readonly string[]): Promise<Comment[][]> {
  const found = await prisma.comment.findMany({ where: { [parent]: { in: [...ids] } }, orderBy: { id: "asc" } });
  const byParent = new Map(ids.map((id) => [id, [] as Comment[]]));
  for (const comment of found) byParent.get(comment[parent])?.push(comment);
  return ids.map((id) => byParent.get(id) ?? []);
}

async function countOf(prisma: PrismaClient, parent: Parent, ids: readonly string[]): Promise<number[]> {
  const groups = await prisma.comment.groupBy({ by: [parent], where: { [parent]: { in: [...ids] } }, _count: true });
  const counts = new Map(groups.map((group) => [group[parent], group._count]));
  return ids.map((id) => counts.get(id) ?? 0);
}

async function findPage(
  comments: DataLoader<string, Comment[]>,
  counts: DataLoader<string, number>,
  parent: string,
  page: PageArguments,
) {
  const afterId = readCursor(page.after);
  const items = (await comments.load(parent)).filter(({ id }) => id > afterId);
  return buildConnection("comment", page, items, () => counts.load(parent));
}
