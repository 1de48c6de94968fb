import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { createBookLookup } from "../../../subgraphs/comments/books/book-lookup.ts";
import type { BookLookup } from "../../../subgraphs/shared/events/book-events.ts";
import { UNKNOWN_ID } from "../../support/odd-ids.ts";

/** Books that answers when it is told to. */
function createSlowBooks(answer: BookLookup) {
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  return {
    asked,
    findBook(id: string, signal: AbortSignal): Promise<BookLookup> {
      asked.push(id);
      return new Promise((resolve, reject) => {
        waiting.push(() => resolve(answer));
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    },
    answerAll() {
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

function createTaker() {
  const taken: [id: string, position: number][] = [];
  return {
    taken,
    add: async (id: string, position: number) => {
      taken.push([id, position]);
    },
  };
}

const ignore = () => undefined;

describe("looking a book up", () => {
  it("asks books once for all who want to know at the same time, and again later", async () => {
    const books = createSlowBooks({ exists: true, position: 7 });
    const taker = createTaker();
    const lookUp = createBookLookup(books, taker, ignore);
    const all = Array.from({ length: 20 }, () => lookUp(UNKNOWN_ID));
    books.answerAll();
    await Promise.all(all);
    expect(books.asked).toEqual([UNKNOWN_ID]);
    expect(taker.taken).toEqual([[UNKNOWN_ID, 7]]);
    const later = lookUp(UNKNOWN_ID);
    books.answerAll();
    await later;
    expect(books.asked).toHaveLength(2);
  });

  it("tells everybody who asked that there is no such book", async () => {
    const books = createSlowBooks({ exists: false, position: 7 });
    const taker = createTaker();
    const lookUp = createBookLookup(books, taker, ignore);
    const all = Array.from({ length: 3 }, () => lookUp(UNKNOWN_ID));
    books.answerAll();
    for (const one of all) {
      await expect(one).rejects.toMatchObject({ extensions: { code: "NOT_FOUND" } });
    }
    expect(taker.taken).toEqual([]);
  });

  it("asks for eight books at once, lets sixty-four wait and refuses others at once", async () => {
    const books = createSlowBooks({ exists: true, position: 7 });
    const lookUp = createBookLookup(books, createTaker(), ignore);
    const outcomes: string[] = [];
    const all = Array.from({ length: 100 }, (_, index) =>
      lookUp(`book ${index}`).then(
        () => outcomes.push("found"),
        () => outcomes.push("refused"),
      ),
    );
    await delay(0);
    expect(books.asked).toHaveLength(8);
    expect(outcomes).toEqual(Array(28).fill("refused"));
    while (outcomes.length < 100) {
      books.answerAll();
      await delay(0);
    }
    await Promise.all(all);
    expect(books.asked).toHaveLength(72);
  });

  it("says after a second that books cannot be reached, to those who wait for a place too", async () => {
    const reported: unknown[] = [];
    const books = createSlowBooks({ exists: true, position: 7 });
    const lookUp = createBookLookup(books, createTaker(), (error) => reported.push(error));
    const all = Array.from({ length: 60 }, (_, index) => lookUp(`book ${index}`));
    const outcomes = await Promise.allSettled(all);
    const codes = outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.extensions);
    expect(codes).toEqual(Array(60).fill({ code: "SUBGRAPH_UNAVAILABLE", serviceName: "books" }));
    expect(reported).toHaveLength(60);
  });
});
