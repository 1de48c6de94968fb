import { demoId, demoTime } from "../shared/demo-id.ts";
import { buildAddedEvent } from "./events/outbox.ts";
import type { PrismaClient } from "./generated/prisma/client.ts";
import { foldCase } from "./search.ts";

/** Also in the demo data of comments. */
const BOOK_SERIES = 1;

/** Books in the public domain; the index of each is its demo id. */
const BOOKS: readonly (readonly [title: string, author: string])[] = [
  ["Pride and Prejudice", "Jane Austen"],
  ["Moby-Dick; or, The Whale", "Herman Melville"],
  ["Frankenstein; or, The Modern Prometheus", "Mary Shelley"],
  ["Jane Eyre", "Charlotte Brontë"],
  ["Wuthering Heights", "Emily Brontë"],
  ["Great Expectations", "Charles Dickens"],
  ["Crime and Punishment", "Fyodor Dostoevsky"],
  ["War and Peace", "Leo Tolstoy"],
  ["Les Misérables", "Victor Hugo"],
  ["The Count of Monte Cristo", "Alexandre Dumas"],
  ["Alice's Adventures in Wonderland", "Lewis Carroll"],
  ["The Adventures of Huckleberry Finn", "Mark Twain"],
  ["The Picture of Dorian Gray", "Oscar Wilde"],
  ["Dracula", "Bram Stoker"],
  ["The Time Machine", "H. G. Wells"],
  ["Middlemarch", "George Eliot"],
  ["Don Quixote", "Miguel de Cervantes"],
  ["The Divine Comedy", "Dante Alighieri"],
  ["The Odyssey", "Homer"],
  ["Faust", "Johann Wolfgang von Goethe"],
  ["Twenty Thousand Leagues Under the Seas", "Jules Verne"],
  ["Dream of the Red Chamber", "Cao Xueqin"],
  ["The Tale of Genji", "Murasaki Shikibu"],
  ["Walden; or, Life in the Woods", "Henry David Thoreau"],
];

/** Fills an empty catalogue with demo books; leaves any other alone. */
export async function seedDemoBooks(prisma: PrismaClient): Promise<void> {
  if ((await prisma.book.count()) > 0) return;
  const books = BOOKS.map(([title, author], index) => ({
    id: demoId(BOOK_SERIES, index),
    title,
    titleKey: foldCase(title),
    author,
    authorKey: foldCase(author),
    createdAt: demoTime(index),
  }));
  await prisma.$transaction([
    prisma.bookEvent.createMany({ data: books.map(({ id }) => buildAddedEvent(id)) }),
    prisma.book.createMany({ data: books }),
  ]);
}
