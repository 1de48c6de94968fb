import { uuidv7 } from "uuidv7";
import { openBooksDatabase } from "../../../subgraphs/books/database/open-books.ts";
import { buildAddedEvent } from "../../../subgraphs/books/events/outbox.ts";

// A process of ordered-events.ts: writes books with their events, several at once, in transactions of several statements.

const WRITERS = 4;
/** One transaction of so many is rolled back, which must leave no gap in the positions. */
const ROLLED_BACK = 50;
/** One of so many stays open for a while, so that others would overtake it. */
const SLOW = 20;

const [databaseUrl = "", count = "0"] = process.argv.slice(2);
const { prisma } = await openBooksDatabase({ name: "books", databaseUrl, logLevel: "info" });

async function write(number: number): Promise<void> {
  const id = uuidv7();
  const isRolledBack = number % ROLLED_BACK === 7;
  const written = prisma.$transaction([
    prisma.bookEvent.createMany({ data: buildAddedEvent(id) }),
    prisma.book.create({ data: { id, title: id, author: "A", titleKey: id, authorKey: "A" } }),
    ...(number % SLOW === 3 ? [prisma.$executeRaw`SELECT pg_sleep(random() * 0.01)`] : []),
    ...(isRolledBack ? [prisma.$executeRaw`SELECT 1 / 0`] : []),
  ]);
  await written.catch((error: unknown) => {
    if (!isRolledBack) throw error;
  });
}

let begun = 0;

async function writeOn(): Promise<void> {
  while (begun < Number(count)) {
    begun += 1;
    await write(begun);
  }
}

await Promise.all(Array.from({ length: WRITERS }, writeOn));
await prisma.$disconnect();
