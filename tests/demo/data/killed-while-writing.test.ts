import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { checkIntegrity } from "../../data/database-file.ts";
import type { TestProcess } from "../../support/process.ts";
import { usesPostgresql } from "../../support/test-database.ts";
import { addBook, createBook } from "../books/operations.ts";
import { readWrongCounts, withBooksDatabase, withCommentsDatabase } from "../events/databases.ts";
import { startPair } from "../events/service-pair.ts";

// KILL_ROUNDS=100 KILL_WRITES=1000 npm test -- -- tests/demo/data/killed-while-writing: more of it.
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3);
const WRITES = Number(process.env.KILL_WRITES ?? 300);
const ROUND_TIMEOUT_MS = 60_000;

const pair = await startPair({ MAX_IN_FLIGHT: String(WRITES) });
const processes: { books: TestProcess; comments: TestProcess } = pair;
const { id: bookId } = await createBook(pair.librarian, "The one that all comment on");
const acknowledged = { books: new Set([bookId]), comments: new Set<string>() };

async function writeBook(number: number): Promise<void> {
  const { data } = await addBook(pair.librarian, { title: `Book ${number}`, author: "Nobody" });
  if (data !== null) acknowledged.books.add(data.addBook.id);
}

async function writeComment(number: number): Promise<void> {
  const { data } = await pair.commenter.send<{ addComment: { id: string } } | null>(
    "mutation ($bookId: ID!, $body: String!) { addComment(bookId: $bookId, body: $body) { id } }",
    { bookId, body: `Comment ${number}` },
  );
  if (data !== null) acknowledged.comments.add(data.addComment.id);
}

function countAcknowledged(): number {
  return acknowledged.books.size + acknowledged.comments.size;
}

/** Kills both once some of the writes that are under way, another number each time, are acknowledged. */
async function killAmidWrites(): Promise<{ readonly unanswered: number }> {
  // PostgreSQL refuses some: its pool has fewer connections than there are writes.
  const target = countAcknowledged() + 1 + Math.floor(Math.random() * WRITES * 0.3);
  let unanswered = 0;
  let killed: Promise<unknown> | null = null;
  const kill = () => {
    killed ??= Promise.all([processes.books.stop("SIGKILL"), processes.comments.stop("SIGKILL")]);
    return killed;
  };
  const killWhenDue = () => {
    if (countAcknowledged() >= target) void kill();
  };
  const noteUnanswered = () => {
    unanswered += 1;
  };
  const writes = Array.from({ length: WRITES }, (_, number) =>
    (number % 2 === 0 ? writeBook : writeComment)(number).then(killWhenDue, noteUnanswered),
  );
  await Promise.all(writes);
  await kill();
  return { unanswered };
}

async function findLost(): Promise<string[]> {
  const ids = { select: { id: true } } as const;
  const books = await withBooksDatabase(pair.dataFolder, (prisma) => prisma.book.findMany(ids));
  const comments = await withCommentsDatabase(pair.dataFolder, (prisma) => prisma.comment.findMany(ids));
  const kept = new Set([...books, ...comments].map(({ id }) => id));
  return [...acknowledged.books, ...acknowledged.comments].filter((id) => !kept.has(id));
}

it(
  `no acknowledged write is lost in ${ROUNDS} kills amid ${WRITES} concurrent writes, and no database is damaged`,
  async () => {
    let unanswered = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      unanswered += (await killAmidWrites()).unanswered;
      processes.books = await processes.books.restart();
      processes.comments = await processes.comments.restart();
      expect(await findLost()).toEqual([]);
      expect(await readWrongCounts(pair.dataFolder)).toEqual([]);
      for (const name of usesPostgresql ? [] : ["books", "comments"]) {
        expect(await checkIntegrity(join(pair.dataFolder, `${name}.db`))).toBe("ok");
      }
    }
    // Otherwise they would have been killed when everything was done.
    expect(unanswered).toBeGreaterThan(ROUNDS);
    expect(countAcknowledged()).toBeGreaterThan(ROUNDS);
  },
  ROUNDS * ROUND_TIMEOUT_MS,
);
