import { UUID } from "uuidv7";
import { foldCase } from "../../subgraphs/books/search.ts";
import { demoId, USER_SERIES } from "../../subgraphs/shared/demo-id.ts";
import type { Row } from "./fill-table.ts";

// What a filled database holds: as many books as comments, the same in every run.

const BOOK_SERIES = 11;
const COMMENT_SERIES = 12;
const AUTHOR_SERIES = 13;
const FIRST_MOMENT = Date.UTC(2020, 0, 1);
/** A million of them end before the present: new books and comments are the newest. */
const PITCH_MS = 60_000;

/** One comment in so many is about the first book, and one in so many is by the user who asks. */
const HOT_SHARE = 10;
/** So many rows have one author. */
const ROWS_PER_AUTHOR = 100;
/** Primes far from powers of ten: they spread what they multiply. */
const SPREAD = 7_919;

/** About every seventh title has the common word; the rare word is in the title of these books, however many there are. */
export const COMMON_WORD = "river";
export const RARE_WORD = "zyzzyva";
export const ABSENT_WORD = "quokka";
const RARE_BOOKS: readonly number[] = [41, 287, 613];
const WORDS = ["The", COMMON_WORD, "winter", "house", "salt", "stone", "garden"];

/** The user who asks, in demo data too. */
export const CALLER_ID = demoId(USER_SERIES, 1);

/** The id of the `index`-th book. The first one is the one with a tenth of all comments. */
export function bookId(index: number): string {
  return buildId(BOOK_SERIES, index);
}

export function buildBook(index: number): Row {
  const rare = RARE_BOOKS.includes(index) ? ` ${RARE_WORD}` : "";
  const title = `${WORDS[index % WORDS.length]} of the ${WORDS[(index * 3) % WORDS.length]} ${index}${rare}`;
  const author = `Author ${(index * SPREAD) % 1_009}`;
  return {
    id: bookId(index),
    title,
    titleKey: foldCase(title),
    author,
    authorKey: foldCase(author),
    createdAt: moment(index),
  };
}

/** A comment, where there are `count` of them, and as many books. */
export function buildComment(index: number, count: number): Row {
  const book = index % HOT_SHARE === 0 ? 0 : (index * SPREAD) % count;
  const author = (index * SPREAD) % countAuthors(count);
  return {
    id: commentId(index),
    bookId: bookId(book),
    authorId: index % HOT_SHARE === 1 ? CALLER_ID : authorId(author),
    body: `What reader ${author} had to say about it, which took a sentence of usual length.`,
    createdAt: moment(index),
    updatedAt: moment(index),
  };
}

export function commentId(index: number): string {
  return buildId(COMMENT_SERIES, index);
}

export function buildAuthor(index: number): Row {
  const username = `reader-${index}`;
  // No password fits a hash that is none.
  return {
    id: authorId(index),
    username,
    usernameKey: username,
    passwordHash: "",
    scopes: "",
    createdAt: moment(index),
  };
}

/** How many users write `count` comments. */
export function countAuthors(count: number): number {
  return Math.max(1, Math.floor(count / ROWS_PER_AUTHOR));
}

function authorId(index: number): string {
  return buildId(AUTHOR_SERIES, index);
}

function buildId(series: number, index: number): string {
  return UUID.fromFieldsV7(FIRST_MOMENT + index * PITCH_MS, series, 0, index).toString();
}

/** As Prisma's adapter writes a moment. */
function moment(index: number): string {
  return new Date(FIRST_MOMENT + index * PITCH_MS).toISOString().replace("Z", "+00:00");
}
