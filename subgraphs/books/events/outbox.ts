import { randomBytes } from "node:crypto";
import type { BookEvent } from "../../shared/events/book-events.ts";
import type { Prisma, PrismaClient } from "../generated/prisma/client.ts";

/** An event to be written, as far as it does not follow from its place. */
export type NewBookEvent = Pick<BookEvent, "type" | "bookId"> & { readonly mark: string };

/** The event that a book has been added: to be written in the transaction that adds it. */
export function buildAddedEvent(bookId: string): NewBookEvent {
  return { type: "BookAdded", bookId, mark: createMark() };
}

/**
 * Writes the event that a book is deleted, if there is such a book: to be run before the statement that deletes it, in
 * the same transaction. @returns a promise of the number of events written
 */
export function recordDeletion(prisma: PrismaClient, bookId: string): Prisma.PrismaPromise<number> {
  return prisma.$executeRaw`
    INSERT INTO BookEvent (type, bookId, mark) SELECT 'BookDeleted', id, ${createMark()} FROM Book WHERE id = ${bookId}`;
}

/** 64 random bits: no other history has the same mark at the same position. */
function createMark(): string {
  return randomBytes(8).toString("hex");
}
