/** A book that a client was told is added. */
export interface WrittenBook {
  readonly id: string;
  readonly title: string;
  /** Its author tells the edition: the last one that was acknowledged, and the last one that was sent. */
  acknowledgedEdition: number;
  sentEdition: number;
  /** Comments on it: acknowledged, and sent. */
  acknowledgedComments: number;
  sentComments: number;
  /** Once a deletion was sent, the book may be gone; once that was acknowledged, it must be. */
  deletion: "none" | "sent" | "acknowledged";
}

/** A comment that a client was told is added. */
export interface WrittenComment {
  readonly id: string;
  readonly bookId: string;
  readonly body: string;
}

/** All that clients were told is done. */
export interface Ledger {
  readonly books: Map<string, WrittenBook>;
  readonly comments: WrittenComment[];
  /** One of the books that nobody has begun to delete; null before there is one. */
  pickBook(): WrittenBook | null;
}

/** Makes an empty ledger. */
export function createLedger(): Ledger {
  const books = new Map<string, WrittenBook>();
  return {
    books,
    comments: [],
    pickBook() {
      const kept = [...books.values()].filter(({ deletion }) => deletion === "none");
      return kept[Math.floor(Math.random() * kept.length)] ?? null;
    },
  };
}

/** Enters a book. @returns its entry, which its writer keeps up to date */
export function enterBook({ books }: Ledger, id: string, title: string): WrittenBook {
  const counts = { acknowledgedEdition: 1, sentEdition: 1, acknowledgedComments: 0, sentComments: 0 };
  const book: WrittenBook = { id, title, ...counts, deletion: "none" };
  books.set(id, book);
  return book;
}

/** How a book's author tells its edition. */
export function nameEdition(edition: number): string {
  return `edition ${edition}`;
}

/** What a comment says: by whom it is, and on what. */
export function writeBody(username: string, bookId: string): string {
  return `${username} on ${bookId}`;
}
