import { buildCursor } from "../../subgraphs/shared/cursor.ts";
import { ABSENT_WORD, bookId, COMMON_WORD, commentId, RARE_WORD } from "../data/rows.ts";
import { buildRequest } from "../workloads.ts";
import { requireOperation, type StoredOperation, type Variables } from "./stored-operations.ts";

/** What must not cost more when there are more rows. */
export interface GrowthOperation {
  readonly name: string;
  /** The body of a request to a system with so many rows. */
  build(rows: number): string;
}

/** A book with the usual number of comments. */
const USUAL_BOOK = 7;
/** A tenth of all comments are about the first book; this one is. */
const HOT_COMMENT_PITCH = 10;

/** The stored operations on databases of any size: pages at both ends, counts, searches, the book with most comments. */
export function buildGrowthOperations(operations: ReadonlyMap<string, StoredOperation>): GrowthOperation[] {
  const create = (note: string, name: string, choose: (rows: number) => Variables = () => ({})): GrowthOperation => {
    const { document } = requireOperation(operations, name);
    return { name: `${name}${note}`, build: (rows) => buildRequest(document, choose(rows)) };
  };
  const findMiddle = (rows: number) => Math.floor(rows / 2 / HOT_COMMENT_PITCH) * HOT_COMMENT_PITCH;
  return [
    create("", "ListBooks"),
    create(", in the middle", "ListBooks", (rows) => ({ after: buildCursor("book", bookId(findMiddle(rows))) })),
    create(", a rare word", "ListBooks", () => ({ search: RARE_WORD })),
    create(", no match", "ListBooks", () => ({ search: ABSENT_WORD })),
    create(", a common word", "ListBooks", () => ({ search: COMMON_WORD })),
    create("", "BookPage", () => ({ id: bookId(USUAL_BOOK) })),
    create(", most comments", "BookPage", () => ({ id: bookId(0) })),
    create(", in the middle of most", "CommentsOfBook", (rows) => ({
      bookId: bookId(0),
      after: buildCursor("comment", commentId(findMiddle(rows))),
    })),
    create("", "BooksWithComments"),
    create(", a tenth of all", "MyComments"),
    create("", "Me"),
    create("", "AddBook", () => ({ title: "Kokoro", author: "Natsume Sōseki" })),
    create(", most comments", "AddComment", () => ({ bookId: bookId(0), body: "Call me a fan." })),
  ];
}
