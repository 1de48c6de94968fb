import { type Ledger, nameEdition } from "../clients/ledger.ts";
import type { DatabaseContents } from "./database-contents.ts";

/** What was acknowledged, and is not so, one text for each. */
export function findLostWrites({ books, comments }: Ledger, contents: DatabaseContents): string[] {
  const lost: string[] = [];
  for (const book of books.values()) {
    const kept = contents.books.get(book.id);
    if (book.deletion === "acknowledged" && kept !== undefined) lost.push(`the book ${book.id} is back`);
    if (book.deletion !== "none") continue;
    if (kept?.title !== book.title) lost.push(`the book ${book.id} is gone`);
    else if (editionOf(kept.author) < book.acknowledgedEdition) lost.push(`the book ${book.id} is an older edition`);
  }
  for (const { id, bookId, body } of comments) {
    const isKept = books.get(bookId)?.deletion === "none";
    if (isKept && contents.comments.get(id)?.body !== body) lost.push(`the comment ${id} is gone`);
  }
  return lost;
}

/** What was acknowledged and has no event, or several, one text for each. */
export function findWrongEvents({ books, comments }: Ledger, contents: DatabaseContents): string[] {
  const ids = [...contents.bookEvents, ...contents.commentEvents].map(({ id }) => id);
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const written = [...books.keys(), ...comments.map(({ id }) => id)];
  return written.filter((id) => counts.get(id) !== 1).map((id) => `${id} has ${counts.get(id) ?? 0} events`);
}

/** What comments has not made of the events of books, one text for each. */
export function findUnappliedEvents({ books, comments, knownBooks, wrongCounts }: DatabaseContents): string[] {
  const unknown = [...books.keys()].filter((id) => !knownBooks.has(id));
  const gone = [...knownBooks].filter((id) => !books.has(id));
  const orphans = [...comments.values()].filter(({ bookId }) => !books.has(bookId));
  return [
    ...unknown.map((id) => `comments does not know the book ${id}`),
    ...gone.map((id) => `comments still knows the book ${id}`),
    ...orphans.map(({ bookId }) => `a comment is on the book ${bookId}, which is gone`),
    ...wrongCounts,
  ];
}

function editionOf(author: string): number {
  return author === nameEdition(Number(author.split(" ")[1])) ? Number(author.split(" ")[1]) : 0;
}
