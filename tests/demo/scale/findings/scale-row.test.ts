import { describe, expect, it } from "@jest/globals";
import { createLedger, enterBook, nameEdition } from "../clients/ledger.ts";
import { findUnexplainedNulls } from "../clients/unexplained-nulls.ts";
import type { DatabaseContents } from "./database-contents.ts";
import type { Findings } from "./findings.ts";
import { compareHeard } from "./heard-events.ts";
import { findLostWrites, findUnappliedEvents, findWrongEvents } from "./lost-writes.ts";
import { buildScaleRow, measureErrors } from "./scale-row.ts";

const WHOLE = { operation: "read", kind: "whole", sentAt: 0, endedAt: 10, text: "{}" } as const;
const FAILED = { ...WHOLE, kind: "failed", sentAt: 100, endedAt: 350, text: "nothing came" } as const;

const GOOD: Findings = {
  requests: [WHOLE, FAILED, WHOLE],
  ends: [],
  writes: 5,
  lostWrites: [],
  events: 7,
  lostEvents: 0,
  wrong: [],
};

const KEPT = { fault: "kill -9", outageMs: 250, promise: "errors for 1 s", isKept: true };

describe("a row", () => {
  it("says what was counted", () => {
    expect(buildScaleRow(GOOD, { ...KEPT, said: "within 3 s" })).toEqual({
      ...KEPT,
      lost: "within 3 s; 0 of 5 acknowledged writes; 0 of 7 events",
      requests: 3,
      partial: 0,
      failed: 1,
    });
  });

  it.each<[what: string, findings: Partial<Findings>, said: string]>([
    ["a write is lost", { lostWrites: ["the book 1 is gone"] }, "the book 1 is gone"],
    ["an event is lost", { lostEvents: 1 }, "1 of 7 events"],
    ["an answer is wrong", { wrong: ["book 1 has the title of book 2"] }, "book 1 has the title of book 2"],
  ])("breaks its promise when %s, and says so", (_what, findings, said) => {
    const { isKept, lost } = buildScaleRow({ ...GOOD, ...findings }, KEPT);
    expect(isKept).toBe(false);
    expect(lost).toContain(said);
  });

  it("says which requests failed when its promise is broken", () => {
    const { lost } = buildScaleRow({ ...GOOD, requests: [FAILED, FAILED] }, { ...KEPT, isKept: false });
    expect(lost).toContain("2 times read: nothing came");
  });

  it("measures errors to the last one", () => {
    expect(measureErrors(GOOD, 50)).toBe(300);
    expect(measureErrors({ ...GOOD, requests: [WHOLE] }, 0)).toBe(0);
  });
});

describe("what a subscriber heard", () => {
  const HAPPENED = ["1", "2", "3", "4"];

  it.each([
    ["all since the first that it heard", ["2", "3", "4"], { expected: 3, lost: 0, tooMany: 0, isInOrder: true }],
    ["without one", ["1", "2", "4"], { expected: 4, lost: 1, tooMany: 0, isInOrder: true }],
    ["without the last", ["3"], { expected: 2, lost: 1, tooMany: 0, isInOrder: true }],
    ["one twice", ["3", "4", "4"], { expected: 2, lost: 0, tooMany: 1, isInOrder: true }],
    ["one again later", ["2", "3", "2", "4"], { expected: 3, lost: 0, tooMany: 1, isInOrder: false }],
    ["what never happened", ["3", "5", "4"], { expected: 2, lost: 0, tooMany: 1, isInOrder: false }],
    ["nothing", [], { expected: 4, lost: 4, tooMany: 0, isInOrder: true }],
  ])("is compared with what happened: %s", (_what, heard, difference) => {
    expect(compareHeard(HAPPENED, heard)).toEqual(difference);
  });
});

describe("a ledger", () => {
  function createExample() {
    const ledger = createLedger();
    const kept = enterBook(ledger, "kept", "Kept");
    const gone = enterBook(ledger, "gone", "Gone");
    gone.deletion = "acknowledged";
    ledger.comments.push({ id: "comment", bookId: "kept", body: "so" });
    const contents: DatabaseContents = {
      books: new Map([["kept", { title: "Kept", author: nameEdition(1) }]]),
      comments: new Map([["comment", { bookId: "kept", body: "so" }]]),
      bookEvents: ["kept", "gone"].map((id) => ({ cursor: id, id, bookId: id })),
      commentEvents: [{ cursor: "comment", id: "comment", bookId: "kept" }],
      knownBooks: new Set(["kept"]),
      wrongCounts: [],
    };
    return { ledger, contents, kept, gone };
  }

  it("finds nothing wrong where all is as acknowledged", () => {
    const { ledger, contents } = createExample();
    expect([findLostWrites(ledger, contents), findWrongEvents(ledger, contents)]).toEqual([[], []]);
    expect(findUnappliedEvents(contents)).toEqual([]);
  });

  it.each<[what: string, change: (example: ReturnType<typeof createExample>) => Partial<DatabaseContents>]>([
    ["a book is gone", () => ({ books: new Map() })],
    ["a comment is gone", () => ({ comments: new Map() })],
    [
      "a book is back",
      ({ contents }) => ({ books: new Map([...contents.books, ["gone", { title: "Gone", author: "" }]]) }),
    ],
    [
      "a book is an older edition",
      ({ kept }) => {
        kept.acknowledgedEdition = 2;
        return {};
      },
    ],
  ])("tells that %s", (what, change) => {
    const example = createExample();
    const contents = { ...example.contents, ...change(example) };
    expect(findLostWrites(example.ledger, contents)).toHaveLength(1);
    expect(findLostWrites(example.ledger, contents)[0]).toMatch(what.split(" ").slice(-1).join());
  });

  it("allows that a book is gone whose deletion was not answered", () => {
    const { ledger, contents, kept } = createExample();
    kept.deletion = "sent";
    expect(findLostWrites(ledger, { ...contents, books: new Map(), comments: new Map() })).toEqual([]);
  });

  it("tells of events that are missing, or there twice, and of what was not made of them", () => {
    const { ledger, contents } = createExample();
    const { bookEvents, commentEvents } = contents;
    const changed = { ...contents, bookEvents: [...bookEvents, ...bookEvents.slice(0, 1)], commentEvents: [] };
    expect(findWrongEvents(ledger, changed)).toEqual(["kept has 2 events", "comment has 0 events"]);
    expect(findWrongEvents(ledger, { ...contents, commentEvents })).toEqual([]);
    expect(
      findUnappliedEvents({ ...contents, knownBooks: new Set(["gone"]), wrongCounts: ["a count is wrong"] }),
    ).toEqual(["comments does not know the book kept", "comments still knows the book gone", "a count is wrong"]);
  });
});

describe("a null", () => {
  const data = { book: { title: null, comments: [{ author: null }] } };

  it("needs an error there, or below", () => {
    expect(findUnexplainedNulls({ data })).toEqual(["book.title", "book.comments.0.author"]);
    const errors = [{ path: ["book", "title"] }, { path: ["book", "comments", 0, "author", "username"] }];
    expect(findUnexplainedNulls({ data, errors })).toEqual([]);
    expect(findUnexplainedNulls({ data, errors: [{ path: ["book"] }] })).toHaveLength(2);
    expect(findUnexplainedNulls({ data: { book: null }, errors: [{}] })).toEqual(["book"]);
  });
});
