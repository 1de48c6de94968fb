import { describe, expect, it } from "@jest/globals";
import type { FastifyRequest } from "fastify";
import { createUnsentAnswers, type UnsentAnswer } from "../../packages/server/overload/unsent-answers.ts";

const KILOBYTE = 1024;

/** A watch over answers of 1000 KB altogether, 250 KB of them a caller's, with sockets of the test's own. */
function watch({ maximumInFlight = 100, timeoutMs = 10_000 } = {}) {
  const cutOff: UnsentAnswer[] = [];
  const send = { maximumBytes: 1000 * KILOBYTE, timeoutMs };
  const limits = { send, maximum: maximumInFlight, findCaller: ({ id }: { readonly id: string }) => id };
  const unsent = createUnsentAnswers(limits, () => undefined, { warn: () => undefined });
  return {
    ...unsent,
    /** Adds an answer to `caller`, who reads nothing until told to. */
    send(caller: string, kilobytes: number) {
      const handle = { bytesWritten: kilobytes * KILOBYTE, writeQueueSize: kilobytes * KILOBYTE };
      const socket = {
        _handle: handle,
        writableLength: handle.bytesWritten,
        resetAndDestroy: () => cutOff.push(answer),
      };
      const answer = {
        request: { id: caller },
        socket,
        bytes: handle.bytesWritten,
      } as unknown as UnsentAnswer;
      unsent.add(answer);
      const read = (bytes: number) => {
        handle.writeQueueSize -= bytes;
      };
      return { answer, read };
    },
    findRoomFor: (caller: string, kilobytes: number) =>
      unsent.findRoom({ id: caller } as FastifyRequest, kilobytes * KILOBYTE),
    check(times: number) {
      for (let time = 0; time < times; time += 1) unsent.check();
    },
    cutOff,
  };
}

describe("an answer finds room", () => {
  it("alone, however large it is", () => {
    expect(watch().findRoomFor("a", 5_000)).toBe(true);
  });

  it("up to a quarter of all for each caller, and small ones beyond", () => {
    const unsent = watch();
    unsent.send("a", 200);
    expect(unsent.findRoomFor("a", 50)).toBe(true);
    expect(unsent.findRoomFor("a", 51)).toBe(false);
    expect(unsent.findRoomFor("a", 10)).toBe(true);
    expect(unsent.findRoomFor("b", 250)).toBe(true);
  });

  it("up to all for all callers", () => {
    const unsent = watch();
    for (const caller of ["a", "b", "c", "d"]) unsent.send(caller, 245);
    expect(unsent.findRoomFor("e", 20)).toBe(true);
    expect(unsent.findRoomFor("e", 30)).toBe(false);
  });

  it("in a quarter of the places for each caller, however small", () => {
    const unsent = watch({ maximumInFlight: 8 });
    unsent.send("a", 1);
    unsent.send("a", 1);
    expect(unsent.findRoomFor("a", 1)).toBe(false);
    expect(unsent.findRoomFor("b", 1)).toBe(true);
  });

  it("where those before it have left", () => {
    const unsent = watch();
    const { answer } = unsent.send("a", 250);
    unsent.remove(answer);
    unsent.remove(answer);
    expect(unsent.findRoomFor("a", 250)).toBe(true);
    expect(unsent.countBytes()).toBe(0);
  });

  it("in place of one that has stalled, the oldest first, and of its own caller's", () => {
    const unsent = watch();
    unsent.send("b", 240);
    const oldest = unsent.send("a", 100);
    unsent.send("a", 100);
    unsent.check(2);
    expect(unsent.findRoomFor("a", 100)).toBe(true);
    expect(unsent.cutOff).toEqual([oldest.answer]);
    expect(unsent.countCutOff()).toBe(1);
  });

  it("not in place of one that moves on, before it has had the send timeout", () => {
    const unsent = watch();
    const { answer, read } = unsent.send("a", 240);
    for (let time = 0; time < 9; time += 1) {
      read(KILOBYTE);
      unsent.check(1);
    }
    expect(unsent.findRoomFor("a", 100)).toBe(false);
    read(KILOBYTE);
    unsent.check(1);
    expect(unsent.findRoomFor("a", 100)).toBe(true);
    expect(unsent.cutOff).toEqual([answer]);
  });
});

describe("a client that reads nothing", () => {
  it("is cut off after ten checks, which are one send timeout", () => {
    const unsent = watch();
    const { answer, read } = unsent.send("a", 100);
    expect(unsent.checkIntervalMs).toBe(1_000);
    unsent.check(9);
    read(1);
    unsent.check(10);
    expect(unsent.cutOff).toEqual([]);
    unsent.check(1);
    expect(unsent.cutOff).toEqual([answer]);
  });

  it("is never cut off without a send timeout, unless it is in the way", () => {
    const unsent = watch({ timeoutMs: Infinity });
    const { answer } = unsent.send("a", 100);
    unsent.check(1_000);
    expect(unsent.cutOff).toEqual([]);
    expect([unsent.cutOffStalled(), unsent.cutOffStalled()]).toEqual([true, false]);
    expect(unsent.cutOff).toEqual([answer]);
  });

  it("is cut off sooner when the process ends", () => {
    const unsent = watch();
    unsent.send("a", 100);
    unsent.hurry();
    unsent.check(2);
    expect(unsent.countCutOff()).toBe(1);
  });
});
