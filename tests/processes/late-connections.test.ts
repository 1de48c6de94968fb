import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, it } from "@jest/globals";
import { findLongestWait, watchConnections } from "../../packages/server/http/late-connections.ts";
import { stopAfterTests } from "../support/started-processes.ts";

const TURN_MS = 20;
const CONNECTIONS = 60;

/** Lets each turn of the event loop take as long as it would with much work to do. */
function holdUpTurns(): { stop(): void } {
  let isStopped = false;
  function holdUp(): void {
    const until = performance.now() + TURN_MS;
    while (performance.now() < until);
    if (!isStopped) setImmediate(holdUp);
  }
  holdUp();
  return {
    stop() {
      isStopped = true;
    },
  };
}

it("takes connections for late that a busy process accepts after a long row of others, once each", async () => {
  const server = createServer();
  const connections = watchConnections(server);
  const accepted: Socket[] = [];
  server.on("connection", (socket) => accepted.push(socket));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const open = () => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    stopAfterTests(async () => socket.destroy());
  };
  const turns = holdUpTurns();
  for (let number = 0; number < CONNECTIONS; number += 1) open();
  while (accepted.length < CONNECTIONS) await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  turns.stop();
  // Several turns without a connection end the row.
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  open();
  while (accepted.length <= CONNECTIONS) await new Promise((resolve) => setTimeout(resolve, 1));
  const late = accepted.map((socket) => connections.takeLate(socket));
  expect([late[0], late[CONNECTIONS - 1], late[CONNECTIONS]]).toEqual([false, true, false]);
  expect(accepted.some((socket) => connections.takeLate(socket))).toBe(false);
  server.close();
});

it.each([
  [400, 10, 400],
  [10_000, 10, 10_000],
  // Many come all the time and none of them waits for long.
  [10_000, 51_100, 100],
])("a row that has lasted %d ms with %d connections has let none wait longer than %d ms", (ms, count, longest) => {
  expect(findLongestWait(ms, count)).toBe(longest);
});
