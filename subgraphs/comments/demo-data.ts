import { demoId, demoTime, USER_SERIES } from "../shared/demo-id.ts";
import type { CommentsDatabase } from "./database/open-comments.ts";

/** Also in the demo data of books. */
const BOOK_SERIES = 1;
const COMMENT_SERIES = 2;

/** How many comments each demo book has: one of them none, one more than a page. */
const COMMENTS_PER_BOOK = [4, 28, 6, 5, 2, 3, 7, 1, 4, 3, 8, 2, 5, 6, 1, 2, 4, 3, 3, 0, 2, 1, 2, 3];

/** Reader, editor and five commenters, by their demo ids. */
const NUMBER_OF_AUTHORS = 7;

/** The demo's books are older than its comments. */
const FIRST_COMMENT_HOUR = 48;

const BODIES = [
  "I read it in one night and went to work without sleep. Worth it.",
  "The first hundred pages are slow. Then it never lets go.",
  "My grandmother's copy still has her notes in the margins; they are better than the preface.",
  "Does anybody else think the narrator knows more than he says?",
  "A second reading is a different book.",
  "Funnier than its reputation 😄",
  "I came for the plot and stayed for the sentences.",
  "Read it aloud, even if only to yourself.",
  "The ending is earned. That is rarer than a happy one.",
  "I gave up twice. The third time it clicked.",
  "Which translation do you recommend?",
  "Every minor character could carry a novel of their own.",
  "School nearly ruined this for me; ten years later it is a favourite.",
  "I keep a list of quotes from it.\nIt is now longer than the book.",
  "The weather deserves a credit as a character.",
  "« Magnifique » – ma note la plus courte.",
  "Best on a long train journey.",
  "It invented half of what its genre still does.",
  "کتابی که دوباره خواهم خواند",
  "Less dated than most of what came out this year.",
];

/**
 * Fills an empty database with demo comments, spread unevenly, and with the demo books that they are about, as books may
 * not be there yet; leaves any other alone.
 */
export async function seedDemoComments({ prisma, statements }: CommentsDatabase): Promise<void> {
  if ((await prisma.comment.count()) > 0) return;
  const books = COMMENTS_PER_BOOK.map((_count, index) => ({ id: demoId(BOOK_SERIES, index), position: 0 }));
  await prisma.$transaction([statements.addBooks(books), prisma.comment.createMany({ data: buildComments() })]);
}

function buildComments() {
  const bookIndexes = COMMENTS_PER_BOOK.flatMap((count, book) => Array.from({ length: count }, () => book));
  return bookIndexes.map((bookIndex, index) => {
    const hour = FIRST_COMMENT_HOUR + index;
    const writtenAt = demoTime(hour);
    return {
      id: demoId(COMMENT_SERIES, hour),
      bookId: demoId(BOOK_SERIES, bookIndex),
      authorId: demoId(USER_SERIES, (index * 3 + bookIndex) % NUMBER_OF_AUTHORS),
      body: BODIES[(index * 7 + bookIndex) % BODIES.length] ?? "",
      createdAt: writtenAt,
      updatedAt: writtenAt,
    };
  });
}
