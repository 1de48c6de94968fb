import { withBooksDatabase } from "../events/databases.ts";

/** Adds `count` books, which have no events, to the catalogue in `dataFolder`: for what only a large one shows. */
export async function fillCatalogue(dataFolder: string, count: number): Promise<void> {
  await withBooksDatabase(
    dataFolder,
    (prisma) => prisma.$executeRaw`
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${count})
    INSERT INTO Book (id, title, titleKey, author, authorKey, createdAt)
    SELECT printf('019b8d62-7a80-7000-9000-%012x', n), 'Volume ' || n, 'VOLUME ' || n, 'Writer ' || n, 'WRITER ' || n, ${new Date()}
    FROM number`,
  );
}
