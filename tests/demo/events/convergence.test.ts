import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import type { TestProcess } from "../../support/process.ts";
import { waitUntilFollowed } from "../support/book-feed.ts";
import { readContents, readWrongCounts, withCommentsDatabase } from "./databases.ts";
import { createRandomWork } from "./random-work.ts";
import { startPair } from "./service-pair.ts";

// CONVERGENCE_ROUNDS=200 npm test -- -- tests/demo/events/convergence: as many kills.
const ROUNDS = Number(process.env.CONVERGENCE_ROUNDS ?? 10);
const ROUND_TIMEOUT_MS = 60_000;

// Few events are kept, so that who is away for a while sometimes has to compare all books.
const pair = await startPair({ BOOK_EVENTS_RETAINED: "20" });
const processes: { books: TestProcess; comments: TestProcess } = pair;
const work = createRandomWork(pair.librarian, pair.commenter);

/** Kills one of the two, or both, at some moment of the next half second, and lets them rise again. */
async function killSomebody(): Promise<void> {
  await delay(Math.random() * 500);
  const victims = [["books"], ["comments"], ["books", "comments"]][Math.floor(Math.random() * 3)] ?? [];
  await Promise.all(victims.map((name) => killAndRestart(name as keyof typeof processes)));
}

async function killAndRestart(name: keyof typeof processes): Promise<void> {
  await processes[name].stop("SIGKILL");
  await delay(Math.random() * 300);
  processes[name] = await processes[name].restart();
}

async function readCommentIds(): Promise<Set<string>> {
  const comments = await withCommentsDatabase(pair.dataFolder, (prisma) =>
    prisma.comment.findMany({ select: { id: true } }),
  );
  return new Set(comments.map(({ id }) => id));
}

async function expectAgreement(): Promise<void> {
  await waitUntilFollowed(processes);
  const { books, knownBooks, commentedBooks } = await readContents(pair.dataFolder);
  expect(knownBooks).toEqual(books);
  expect(commentedBooks.filter((id) => !books.includes(id))).toEqual([]);
  const { added, deleted, comments, wronglyRefused } = work.done;
  expect([...added].filter((id) => !books.includes(id))).toEqual([]);
  expect(books.filter((id) => deleted.has(id))).toEqual([]);
  const kept = await readCommentIds();
  const lost = [...comments].filter(([id, bookId]) => added.has(bookId) && !kept.has(id));
  expect(lost).toEqual([]);
  expect(wronglyRefused).toEqual([]);
  expect(await readWrongCounts(pair.dataFolder)).toEqual([]);
}

it(
  `books and comments agree after each of ${ROUNDS} kills, their counts are right, and nothing acknowledged is lost`,
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      work.resume();
      await killSomebody();
      await work.pause();
      await expectAgreement();
    }
    const { added, deleted, comments } = work.done;
    expect(added.size).toBeGreaterThan(5);
    expect(Math.min(deleted.size, comments.size)).toBeGreaterThan(ROUNDS);
  },
  ROUNDS * ROUND_TIMEOUT_MS,
);
