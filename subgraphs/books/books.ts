import { uuidv7 } from "uuidv7";
import { badUserInput, notFound } from "../../service/error-codes.ts";
import { isUuid } from "../runtime/cursor.ts";
import { isRecordNotFound } from "../runtime/database/prisma-errors.ts";
import { buildConnection, type Page, type PageArguments, requirePage } from "../runtime/pagination.ts";
import { requireText } from "../runtime/text-input.ts";
import { buildAddedEvent, recordDeletion } from "./events/outbox.ts";
import type { PrismaClient } from "./generated/prisma/client.ts";
import type { BookConnectionRecord, BookRecord } from "./records.ts";

const KIND = "book";
const MAXIMUM_TEXT_LENGTH = 100;
const PUBLIC_COLUMNS = { id: true, title: true, author: true, createdAt: true } as const;

/** What may be changed of a book; what is absent or null stays. */
export interface BookChange {
  readonly title?: string | null | undefined;
  readonly author?: string | null | undefined;
}

/** The rules and queries of the catalogue, over its database. */
export interface Books {
  /** One page, oldest first; with `search`, of the books whose title or author contains it. @throws BAD_USER_INPUT */
  findPage(pageArguments: PageArguments, search: string | null | undefined): Promise<BookConnectionRecord>;
  /** The books with these ids, in their order, null where there is none. */
  findByIds(ids: readonly string[]): Promise<(BookRecord | null)[]>;
  /** @throws BAD_USER_INPUT */
  add(input: { readonly title: string; readonly author: string }): Promise<BookRecord>;
  /** @throws BAD_USER_INPUT, NOT_FOUND */
  update(id: string, change: BookChange): Promise<BookRecord>;
  /** @returns the id of the deleted book. @throws NOT_FOUND */
  delete(id: string): Promise<string>;
}

/**
 * The catalogue kept in the database of `prisma`. Who follows it from elsewhere learns of a book that is added or deleted
 * by an event, which is written in the same transaction; `onEvent` is called when that is done.
 */
export function createBooks(prisma: PrismaClient, onEvent: () => void): Books {
  return {
    async findPage(pageArguments, search) {
      const page = requirePage(KIND, pageArguments);
      const searchKey = foldCase(search ?? "");
      const items = await findItems(prisma, page, searchKey);
      return buildConnection(KIND, page, items, () => countMatches(prisma, searchKey));
    },

    async findByIds(ids) {
      const found = await prisma.book.findMany({ where: { id: { in: [...ids] } }, select: PUBLIC_COLUMNS });
      const byId = new Map(found.map((book) => [book.id, book]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    async add({ title, author }) {
      const data = { id: uuidv7(), ...readTitle(title), ...readAuthor(author) };
      const [book] = await prisma.$transaction([
        prisma.book.create({ data, select: PUBLIC_COLUMNS }),
        prisma.bookEvent.createMany({ data: buildAddedEvent(data.id) }),
      ]);
      onEvent();
      return book;
    },

    async update(id, { title, author }) {
      if (title == null && author == null)
        throw badUserInput("title", "Give a new title, a new author, or both.");
      const data = {
        ...(title == null ? {} : readTitle(title)),
        ...(author == null ? {} : readAuthor(author)),
      };
      try {
        return await prisma.book.update({ where: { id }, data, select: PUBLIC_COLUMNS });
      } catch (error) {
        throw isRecordNotFound(error) ? notFound(KIND, id) : error;
      }
    },

    async delete(id) {
      if (!isUuid(id)) throw notFound(KIND, id);
      const [, { count }] = await prisma.$transaction([
        recordDeletion(prisma, id),
        prisma.book.deleteMany({ where: { id } }),
      ]);
      if (count === 0) throw notFound(KIND, id);
      onEvent();
      return id;
    },
  };
}

/** The columns that a title fills. @throws BAD_USER_INPUT */
function readTitle(given: string): { title: string; titleKey: string } {
  const title = requireText("title", given, 1, MAXIMUM_TEXT_LENGTH);
  return { title, titleKey: foldCase(title) };
}

/** The columns that an author fills. @throws BAD_USER_INPUT */
function readAuthor(given: string): { author: string; authorKey: string } {
  const author = requireText("author", given, 1, MAXIMUM_TEXT_LENGTH);
  return { author, authorKey: foldCase(author) };
}

/** Folds case beyond ASCII, which SQLite's own LIKE does not. */
export function foldCase(text: string): string {
  // Lower case alone tells "ς" from "σ" and "ß" from "ss"; upper case alone tells "ẞ" from "ß".
  return text.toLowerCase().toUpperCase().normalize("NFC");
}

function findItems(prisma: PrismaClient, page: Page, searchKey: string): Promise<BookRecord[]> {
  const take = page.first + 1;
  const afterId = page.afterId ?? "";
  if (searchKey !== "") return searchItems(prisma, afterId, take, searchKey);
  return prisma.book.findMany({
    where: { id: { gt: afterId } },
    orderBy: { id: "asc" },
    take,
    select: PUBLIC_COLUMNS,
  });
}

// Prisma's `contains` becomes LIKE without an escape character, where % and _ would be wildcards.
function searchItems(
  prisma: PrismaClient,
  afterId: string,
  take: number,
  searchKey: string,
): Promise<BookRecord[]> {
  return prisma.$queryRaw<BookRecord[]>`
    SELECT id, title, author, createdAt FROM Book
    WHERE id > ${afterId} AND (instr(titleKey, ${searchKey}) > 0 OR instr(authorKey, ${searchKey}) > 0)
    ORDER BY id LIMIT ${take}`;
}

async function countMatches(prisma: PrismaClient, searchKey: string): Promise<number> {
  if (searchKey === "") return prisma.book.count();
  const rows = await prisma.$queryRaw<{ matches: bigint | number }[]>`
    SELECT count(*) AS matches FROM Book
    WHERE instr(titleKey, ${searchKey}) > 0 OR instr(authorKey, ${searchKey}) > 0`;
  return Number(rows[0]?.matches ?? 0);
}
