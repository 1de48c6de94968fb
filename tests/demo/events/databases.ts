import { openBooksDatabase } from "../../../subgraphs/books/database/open-books.ts";
import type { Book, BookEvent, PrismaClient as BooksClient } from "../../../subgraphs/books/generated/prisma/client.ts";
import { openCommentsDatabase } from "../../../subgraphs/comments/database/open-comments.ts";
import type { PrismaClient as CommentsClient } from "../../../subgraphs/comments/generated/prisma/client.ts";
import { findDatabaseUrl, usesPostgresql } from "../../support/test-database.ts";

/** Lets `use` work on the database of books in `dataFolder` itself. */
export async function withBooksDatabase<Result>(
  dataFolder: string,
  use: (prisma: BooksClient) => Promise<Result>,
): Promise<Result> {
  const databaseUrl = findDatabaseUrl(dataFolder, "books");
  const { prisma } = await openBooksDatabase({ name: "books", databaseUrl, logLevel: "info" });
  return use(prisma).finally(() => prisma.$disconnect());
}

/** Lets `use` work on the database of comments in `dataFolder` itself. */
export async function withCommentsDatabase<Result>(
  dataFolder: string,
  use: (prisma: CommentsClient) => Promise<Result>,
): Promise<Result> {
  const databaseUrl = findDatabaseUrl(dataFolder, "comments");
  const { prisma } = await openCommentsDatabase({ name: "comments", databaseUrl, logLevel: "info" });
  return use(prisma).finally(() => prisma.$disconnect());
}

/** What has to be alike in both, once nothing changes any more. */
export interface Contents {
  readonly books: readonly string[];
  readonly knownBooks: readonly string[];
  /** The ids of the books that comments are about. */
  readonly commentedBooks: readonly string[];
}

/** Reads the ids from both databases, in order. */
export async function readContents(dataFolder: string): Promise<Contents> {
  const inOrder = { orderBy: { id: "asc" }, select: { id: true } } as const;
  const books = await withBooksDatabase(dataFolder, (prisma) => prisma.book.findMany(inOrder));
  return withCommentsDatabase(dataFolder, async (prisma) => {
    const knownBooks = await prisma.knownBook.findMany(inOrder);
    const commented = await prisma.comment.findMany({ distinct: ["bookId"], select: { bookId: true } });
    return {
      books: books.map(({ id }) => id),
      knownBooks: knownBooks.map(({ id }) => id),
      commentedBooks: commented.map(({ bookId }) => bookId).sort(),
    };
  });
}

/** The kept counts of both databases that differ from their rows. */
export async function readWrongCounts(dataFolder: string): Promise<readonly unknown[]> {
  const read = (prisma: BooksClient | CommentsClient) => prisma.$queryRaw<unknown[]>`SELECT * FROM "WrongCount"`;
  return [...(await withBooksDatabase(dataFolder, read)), ...(await withCommentsDatabase(dataFolder, read))];
}

/** All that the database of books holds. */
export interface BooksContents {
  readonly books: readonly Book[];
  readonly events: readonly BookEvent[];
}

/** Reads a backup. */
export async function readBooksContents(prisma: BooksClient): Promise<BooksContents> {
  return { books: await prisma.book.findMany(), events: await prisma.bookEvent.findMany() };
}

/** Puts a backup back; events are numbered from where it ends. */
export async function writeBooksContents(prisma: BooksClient, { books, events }: BooksContents): Promise<void> {
  await prisma.$transaction([
    prisma.book.deleteMany(),
    prisma.bookEvent.deleteMany(),
    usesPostgresql
      ? prisma.$queryRaw`SELECT setval('"BookEvent_position_seq"', ${Math.max(1, ...events.map(({ position }) => position))}::int)`
      : prisma.$executeRaw`DELETE FROM sqlite_sequence WHERE name = 'BookEvent'`,
    prisma.book.createMany({ data: [...books] }),
    prisma.bookEvent.createMany({ data: [...events] }),
  ]);
}
