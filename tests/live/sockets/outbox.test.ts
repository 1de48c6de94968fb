import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import type { WebSocket } from "ws";
import { createOutbox } from "../../../router/sockets/outbox.ts";

/** A socket whose client reads and answers as the test says. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  pings = 0;
  isAnswering = true;
  readonly sent: (() => void)[] = [];
  ping() {
    this.pings += 1;
    if (this.isAnswering) this.emit("pong");
  }
  send(_message: string, done: () => void) {
    this.sent.push(done);
  }
  pong(_payload: Buffer, _mask: boolean, done: () => void) {
    this.sent.push(done);
  }
  terminate() {
    this.readyState = 3;
    this.emit("close");
  }
}

let fake: FakeSocket;
let outbox: ReturnType<typeof createOutbox>;

beforeEach(() => {
  jest.useFakeTimers();
  fake = new FakeSocket();
  outbox = createOutbox(fake as unknown as WebSocket);
});

afterEach(() => {
  fake.terminate();
  jest.useRealTimers();
});

it("notices within half a minute that a client is gone, and pings one that is there", () => {
  jest.advanceTimersByTime(120_000);
  expect([fake.readyState, fake.pings]).toEqual([1, 10]);
  fake.isAnswering = false;
  jest.advanceTimersByTime(30_000);
  expect(fake.readyState).toBe(3);
});

it("has room for one result of any size, for few that are not read, and for little in all", () => {
  expect(outbox.hasRoom(100_000_000)).toBe(true);
  outbox.send("{}");
  fake.bufferedAmount = 1_000_000;
  expect([outbox.hasRoom(10), outbox.hasRoom(100_000)]).toEqual([true, false]);
  for (let count = 1; count < 64; count += 1) outbox.send("{}");
  expect(outbox.hasRoom(10)).toBe(false);
  for (const done of fake.sent.splice(0)) done();
  expect(outbox.hasRoom(100_000_000)).toBe(true);
});

it.each([
  ["asking", () => outbox.send("{}")],
  ["pinging", () => void fake.emit("ping", Buffer.alloc(0))],
])("cuts off a client that goes on %s without reading", (_what, ask) => {
  for (let count = 0; count < 1_000; count += 1) ask();
  expect(fake.readyState).toBe(3);
  expect(fake.sent.length).toBeLessThan(300);
});
