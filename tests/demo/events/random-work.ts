import type { TestCaller } from "../../support/caller.ts";
import { addBook, deleteBook } from "../books/operations.ts";
import { addComment } from "../comments/operations.ts";

/** What has been acknowledged of the work, and what may have happened besides. */
export interface DoneWork {
  /** Books whose addition was acknowledged, and whose deletion was never asked for. */
  readonly added: ReadonlySet<string>;
  /** Books whose deletion was acknowledged. */
  readonly deleted: ReadonlySet<string>;
  /** Of each acknowledged comment its book, by its id. */
  readonly comments: ReadonlyMap<string, string>;
  /** Comments that were refused because there was no book, though there was. */
  readonly wronglyRefused: readonly string[];
}

/** Adds and deletes books and comments on them at random, several at once, and minds no failure. */
export interface RandomWork {
  readonly done: DoneWork;
  /** Ends what is under way. */
  pause(): Promise<void>;
  resume(): void;
}

const WORKERS = 4;
const FEWEST_BOOKS = 10;

export function createRandomWork(librarian: TestCaller, commenter: TestCaller): RandomWork {
  const added = new Set<string>();
  const doomed: string[] = [];
  const deleted = new Set<string>();
  const comments = new Map<string, string>();
  const wronglyRefused: string[] = [];
  let isPaused = true;
  let workers: Promise<void>[] = [];

  async function add(): Promise<void> {
    const { data } = await addBook(librarian, { title: "Random", author: "Nobody" });
    if (data === null) return;
    added.add(data.addBook.id);
    if (Math.random() < 0.7) await comment(data.addBook.id);
  }

  async function remove(): Promise<void> {
    const id = pick([...added]);
    // What is deleted while books is down may be there or not: of some books it has to be certain.
    if (id === undefined || added.size < FEWEST_BOOKS) return add();
    added.delete(id);
    doomed.push(id);
    const { data } = await deleteBook(librarian, id);
    if (data !== null) deleted.add(id);
  }

  async function comment(bookId = pick([...added, ...doomed.slice(-5)])): Promise<void> {
    if (bookId === undefined) return;
    const { data, codes } = await addComment(commenter, { bookId, body: "at random" });
    if (data !== null) comments.set(data.addComment.id, bookId);
    else if (codes.includes("NOT_FOUND") && added.has(bookId)) wronglyRefused.push(bookId);
  }

  async function work(): Promise<void> {
    while (!isPaused) {
      const one = pick([add, add, add, remove, comment, comment, comment]) ?? add;
      // Whoever was asked may just have been killed.
      await one().catch(() => new Promise((resolve) => setTimeout(resolve, 20)));
    }
  }

  return {
    done: { added, deleted, comments, wronglyRefused },
    async pause() {
      isPaused = true;
      await Promise.all(workers);
    },
    resume() {
      isPaused = false;
      workers = Array.from({ length: WORKERS }, work);
    },
  };
}

function pick<Item>(items: readonly Item[]): Item | undefined {
  return items[Math.floor(Math.random() * items.length)];
}
