import type { Page } from "../../shared/pagination.ts";
import type { PrismaClient } from "../generated/prisma/client.ts";
import type { BookRecord } from "../records.ts";
import type { FoundBooks, RunInTurn } from "../search.ts";

/** How many matches are sorted for a page. Books that match a more common text are found soon in the order of all. */
const MAXIMUM_SORTED = 500;

/** The index knows no text of fewer than three characters, skips NUL, and takes U+FFFE for U+FFFD. */
const INDEXED = /^[^\0\p{Cs}\uFFFD-\uFFFF]{3,}$/u;

/** One page, oldest first, of the books whose title or author contains a text, folded by `foldCase`. */
export async function searchBooks(
  prisma: PrismaClient,
  page: Page,
  searchKey: string,
  inTurn: RunInTurn,
): Promise<FoundBooks> {
  if (!INDEXED.test(searchKey)) {
    const books = await inTurn(() => scanPage(prisma, page, searchKey));
    return { books, total: () => inTurn(() => scanCount(prisma, searchKey)) };
  }
  const phrase = `"${searchKey.replaceAll('"', '""')}"`;
  const found = await inTurn(() => findPage(prisma, page, phrase));
  if (found.total <= MAXIMUM_SORTED) return found;
  const books = await inTurn(() => scanPage(prisma, page, searchKey));
  return { books, total: () => inTurn(() => findCount(prisma, phrase)) };
}

// A statement that begins with "scan" runs in a thread of its own, so that it does not hold the event loop.

/** The page and the number of matches by the index. Of more than MAXIMUM_SORTED, both are of some matches only. */
async function findPage(prisma: PrismaClient, { first, afterId }: Page, phrase: string) {
  const [row] = await prisma.$queryRaw<{ readonly total: number | bigint; readonly books: string }[]>`
    /* scan */ WITH found AS MATERIALIZED (
      SELECT rowid AS number FROM BookSearch WHERE BookSearch MATCH ${phrase} LIMIT ${MAXIMUM_SORTED + 1}
    )
    SELECT (SELECT count(*) FROM found) AS total, (
      SELECT json_group_array(json_object('id', id, 'title', title, 'author', author, 'createdAt', createdAt)) FROM (
        SELECT id, title, author, createdAt FROM found CROSS JOIN Book USING (number)
        WHERE id > ${afterId ?? ""} ORDER BY id LIMIT ${first + 1}
      )
    ) AS books`;
  const books: readonly BookRecord[] = JSON.parse(row?.books ?? "[]");
  return { total: Number(row?.total ?? 0), books };
}

async function findCount(prisma: PrismaClient, phrase: string): Promise<number> {
  return readCount(
    await prisma.$queryRaw<Counted>`
      /* scan */ SELECT count(*) AS matches FROM BookSearch WHERE BookSearch MATCH ${phrase}`,
  );
}

// Prisma's `contains` becomes LIKE without an escape character, where % and _ would be wildcards.
function scanPage(prisma: PrismaClient, { first, afterId }: Page, searchKey: string): Promise<BookRecord[]> {
  return prisma.$queryRaw<BookRecord[]>`
    /* scan */ SELECT id, title, author, createdAt FROM Book
    WHERE id > ${afterId ?? ""} AND (instr(titleKey, ${searchKey}) > 0 OR instr(authorKey, ${searchKey}) > 0)
    ORDER BY id LIMIT ${first + 1}`;
}

async function scanCount(prisma: PrismaClient, searchKey: string): Promise<number> {
  return readCount(
    await prisma.$queryRaw<Counted>`
      /* scan */ SELECT count(*) AS matches FROM Book
      WHERE instr(titleKey, ${searchKey}) > 0 OR instr(authorKey, ${searchKey}) > 0`,
  );
}

type Counted = readonly { readonly matches: number | bigint }[];

function readCount([row]: Counted): number {
  return Number(row?.matches ?? 0);
}
