import type { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import DataLoader from "dataloader";
import { uuidv7 } from "uuidv7";
import { PrismaClient } from "../../../subgraphs/books/generated/prisma/client.ts";
import { buildConnection, inOrder, type PageArguments, readCursor, type StockSubgraph } from "./stock-subgraph.ts";

interface Context {
  readonly books: DataLoader<string, unknown>;
}

interface ById {
  readonly id: string;
}

interface Texts {
  readonly title?: string | null;
  readonly author?: string | null;
}

/** Books, without the events that comments follows. */
export function createBooks(adapter: PrismaBetterSqlite3): StockSubgraph {
  const prisma = new PrismaClient({ adapter });
  const findBooks = async (ids: readonly string[]) =>
    inOrder(ids, await prisma.book.findMany({ where: { id: { in: [...ids] } } }));
  return {
    createLoaders: () => ({ books: new DataLoader(findBooks) }),
    resolvers: {
      Query: {
        books: (_root: unknown, input: PageArguments & { search?: string | null }) => findPage(prisma, input),
        book: (_root: unknown, { id }: ById, { books }: Context) => books.load(id),
      },
      Mutation: {
        addBook: (_root: unknown, { title, author }: { title: string; author: string }) =>
          prisma.book.create({ data: { id: uuidv7(), title, author, titleKey: title, authorKey: author } }),
        updateBook: (_root: unknown, { id, title, author }: ById & Texts) =>
          prisma.book.update({
            where: { id },
            data: { ...(title == null ? {} : { title }), ...(author == null ? {} : { author }) },
          }),
        deleteBook: async (_root: unknown, { id }: ById) => (await prisma.book.delete({ where: { id } })).id,
      },
      Book: {
        __resolveReference: ({ id }: ById, { books }: Context) => books.load(id),
      },
    },
  };
}

async function findPage(prisma: PrismaClient, { search, ...page }: PageArguments & { search?: string | null }) {
  const matches =
    search == null || search === "" ? {} : { OR: [{ title: { contains: search } }, { author: { contains: search } }] };
  const items = await prisma.book.findMany({
    where: { id: { gt: readCursor(page.after) }, ...matches },
    orderBy: { id: "asc" },
    take: page.first + 1,
  });
  return buildConnection("book", page, items, () => prisma.book.count({ where: matches }));
}
