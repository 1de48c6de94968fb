import { expect, it } from "@jest/globals";
import { startProcess } from "../../support/process.ts";
import { writeSupergraph } from "../../support/supergraph-file.ts";
import { waitFor } from "../../support/wait-for.ts";
import { subscribe } from "../subscriptions/event-streams.ts";
import { startClock } from "./clock.ts";

const SDL = "scalar Any  type Query { now: Int }  type Subscription { ticks: Any }";

const [yoga, sockets] = [await startClock(), await startClock()];
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([
    { name: "yoga", url: yoga.url, sdl: SDL },
    { name: "sockets", url: "http://127.0.0.1:1/", sdl: SDL.replace("now", "later").replace("ticks", "other") },
  ]),
  SOCKETS_SUBSCRIPTION_PROTOCOL: "graphql-transport-ws",
  SOCKETS_SUBSCRIPTION_URL: sockets.url,
});

it("brings the events of subgraphs of others, over either protocol", async () => {
  const [stream, other] = await Promise.all([
    subscribe(router.url, "subscription { ticks }"),
    subscribe(router.url, "subscription { ticks: other }"),
  ]);
  await waitFor("both subscriptions", () => yoga.countOpen() + sockets.countOpen() === 2);
  yoga.tick(1);
  sockets.tick(2);
  expect([await stream.take(1), await other.take(1)]).toEqual([[{ data: { ticks: 1 } }], [{ data: { ticks: 2 } }]]);
  sockets.stopTicking();
  await other.awaitEnd();
  stream.close();
  await waitFor("the close", () => yoga.countOpen() + sockets.countOpen() === 0, 1_000);
});
