import { describe, expect, it } from "@jest/globals";
import { BEGINNING, buildCursor } from "../../../subgraphs/shared/event-log/cursor.ts";
import { waitFor } from "../../support/wait-for.ts";
import { openCommentLog, takeIds } from "./comment-log.ts";

const log = await openCommentLog();
const rolledBack = await openCommentLog();

describe("who follows the comments on a book", () => {
  it("hears of each that is added from now on, in order, and of no other book's", async () => {
    await log.add("early");
    const events = await log.followBook("early");
    const first = await log.add("early", 3);
    await log.add("another");
    const last = await log.add("early");
    expect(await takeIds(events, 4)).toEqual([...first, ...last]);
  });

  it("with a cursor, hears of all since, and then of new ones, without a gap or a repeat", async () => {
    const [seen = "", ...missed] = await log.add("resumed", 5);
    const cursor = await findCursor(seen);
    const events = await log.followBook("resumed", cursor);
    const writing = log.add("resumed", 20);
    expect(await takeIds(events, 24)).toEqual([...missed, ...(await writing)]);
  });

  it("is told of no event twice, wherever it begins while others write", async () => {
    const before = await log.add("busy", 5);
    const cursors = await Promise.all(before.map(findCursor));
    const writing = Promise.all([log.add("busy", 40), log.add("busy", 40), log.add("busy", 40)]);
    const followed = await Promise.all(cursors.map((cursor) => log.followBook("busy", cursor)));
    await writing;
    const rows = await log.prisma.commentEvent.findMany({ where: { bookId: "busy" }, orderBy: { position: "asc" } });
    const all = rows.map(({ commentId }) => commentId);
    for (const [index, events] of followed.entries()) {
      expect(await takeIds(events, all.length - index - 1)).toEqual(all.slice(index + 1));
    }
  });

  it("is told of what another process writes within a second or so", async () => {
    const other = await openCommentLog({ dataFolder: log.dataFolder });
    const events = await log.followBook("elsewhere");
    const ids = await other.add("elsewhere", 2);
    expect(await takeIds(events, 2)).toEqual(ids);
  });

  it("loses nothing by being slow: the log is read where memory does not reach back", async () => {
    const slow = await log.followBook("slow");
    const quick = await log.followBook("slow");
    const ids = await log.add("slow", 1);
    expect(await takeIds(slow, 1)).toEqual(ids);
    const bodies = Array.from({ length: 2_500 }, (_, index) => ({
      id: `slow-${index}`,
      bookId: "slow",
      authorId: "somebody",
      body: "read",
    }));
    await log.prisma.comment.createMany({ data: bodies });
    log.announce();
    const expected = bodies.map(({ id }) => id);
    expect(await takeIds(quick, 2_501)).toEqual([...ids, ...expected]);
    expect(await takeIds(slow, 2_500)).toEqual(expected);
  });

  it("is forgotten at once when it leaves while it waits", async () => {
    const events = await log.followBook("left");
    const waiting = events.next();
    expect(await events.return()).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it("goes on after a read that failed", async () => {
    const events = await log.followBook("faulty");
    const next = takeIds(events, 1);
    log.faults.push(new Error("disk I/O error"));
    const ids = await log.add("faulty");
    expect(await next).toEqual(ids);
    await waitFor("the fault to be met", () => log.faults.length === 0);
  });
});

it("one statement reads a new event for all followers, and none does while nobody follows", async () => {
  const quiet = await openCommentLog();
  const followed = await Promise.all(Array.from({ length: 50 }, () => quiet.followBook("popular")));
  const taken = followed.map((events) => takeIds(events, 1));
  // The first read finds that there is nothing yet.
  await waitFor("the followers to wait", () => quiet.countReads() > followed.length);
  const before = quiet.countReads();
  const ids = await quiet.add("popular");
  expect(await Promise.all(taken)).toEqual(followed.map(() => ids));
  expect(quiet.countReads() - before).toBeLessThanOrEqual(2);
  await Promise.all(followed.map((events) => events.return()));
  const afterwards = quiet.countReads();
  await quiet.add("popular", 3);
  expect(quiet.countReads()).toBe(afterwards);
});

describe("a log with writes that were rolled back", () => {
  const { prisma, dataFolder, add, followBook } = rolledBack;

  /** Writes an event in a transaction that fails afterwards. */
  async function addAndRollBack(): Promise<void> {
    const data = { id: "twice", bookId: "given up", authorId: "somebody", body: "read" };
    const writing = prisma.$transaction([prisma.comment.create({ data }), prisma.comment.create({ data })]);
    await expect(writing).rejects.toThrow();
  }

  it("is followed from its beginning, although the first was one", async () => {
    await prisma.knownBook.create({ data: { id: "given up" } });
    await addAndRollBack();
    const [first] = await add("kept");
    expect(await takeIds(await followBook("kept", buildCursor(BEGINNING)), 1)).toEqual([first]);
  });

  it("keeps exactly as many events as it should", async () => {
    for (let round = 0; round < 8; round += 1) {
      await add("kept");
      await addAndRollBack();
    }
    await openCommentLog({ dataFolder, retained: 5 });
    const positions = await prisma.commentEvent.findMany({ select: { position: true }, orderBy: { position: "asc" } });
    expect(positions.map(({ position }) => position)).toEqual([5, 6, 7, 8, 9]);
  });
});

describe("a cursor", () => {
  const EXPIRED = expect.objectContaining({ extensions: { code: "CURSOR_EXPIRED" } });

  it("is refused when events after it are not kept any more", async () => {
    const short = await openCommentLog({ retained: 3 });
    await short.add("trimmed", 1);
    const { cursor: old } = await findNewest(short);
    await short.add("trimmed", 1);
    const late = await short.followBook("trimmed", old);
    await short.add("trimmed", 200);
    await waitFor("the trimming", async () => (await short.prisma.commentEvent.count()) < 20);
    await expect(short.followBook("trimmed", old)).rejects.toEqual(EXPIRED);
    await expect(takeIds(late, 202)).rejects.toEqual(EXPIRED);
    const { cursor, id } = await findNewest(short);
    const events = await short.followBook("trimmed", cursor);
    const [next] = await short.add("trimmed");
    expect(await takeIds(events, 1)).toEqual([next]);
    expect(next).not.toBe(id);
  });

  it.each([
    ["of another history", async () => (await findNewest(log)).cursor.replace(/-.*/, "-0123456789abcdef")],
    ["of events that are yet to come", async () => "1000000-0123456789abcdef"],
  ])("is refused when it is %s", async (_what, write) => {
    await expect(log.followBook("any", await write())).rejects.toEqual(EXPIRED);
  });

  it.each(["", "7", "-1-a", "7-ABC", "7-abc ", "1e3-a", "9999999999999999-a"])("is refused: %j", async (text) => {
    await expect(log.followBook("any", text)).rejects.toEqual(
      expect.objectContaining({ extensions: { code: "BAD_USER_INPUT", field: "after" } }),
    );
  });
});

async function findCursor(commentId: string): Promise<string> {
  return buildCursor(await log.prisma.commentEvent.findFirstOrThrow({ where: { commentId } }));
}

async function findNewest({ prisma }: Pick<typeof log, "prisma">): Promise<{ id: string; cursor: string }> {
  const event = await prisma.commentEvent.findFirstOrThrow({ orderBy: { position: "desc" } });
  return { id: event.commentId, cursor: buildCursor(event) };
}
