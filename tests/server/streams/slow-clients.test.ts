import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { expect, it } from "@jest/globals";
import { stopAfterTests } from "../../support/started-processes.ts";
import { waitFor } from "../../support/wait-for.ts";
import { serveSubscriptions } from "./serve-stream.ts";

const { url, ended } = await serveSubscriptions();

/** Opens a stream of events of `bytes` each. Nothing of it is read by itself. */
async function open(bytes: number, field = "large", at = url): Promise<[ClientRequest, IncomingMessage]> {
  const headers = { "content-type": "application/json", accept: "text/event-stream" };
  const sent = request(at, { method: "POST", headers, agent: false });
  sent.on("error", () => undefined);
  sent.end(JSON.stringify({ query: `subscription { ${field}(bytes: ${bytes}) }` }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  response.on("error", () => undefined);
  stopAfterTests(async () => sent.destroy());
  return [sent, response];
}

it("cuts off the client that does not read, tells it why, and delays no other", async () => {
  const [, slow] = await open(100_000);
  const [reader, read] = await open(100_000);
  let bytes = 0;
  read.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await waitFor("the end of the slow one's work", () => ended.length === 1);
  const before = bytes;
  await waitFor("more for the one that reads", () => bytes > before + 1_000_000);
  expect(ended).toEqual(["large"]);
  let text = "";
  for await (const chunk of slow.setEncoding("utf8")) text = `${text}${chunk}`.slice(-2_000);
  expect(text).toContain('"code":"SUBSCRIPTION_BACKPRESSURE"');
  expect(text.endsWith("event: complete\ndata:\n\n")).toBe(true);
  reader.destroy();
  await waitFor("the end of the other's work", () => ended.length === 2);
});

it("cuts off the client that leaves the most unread, once all leave too much", async () => {
  const bounded = await serveSubscriptions(1_000_000);
  const [reader, read] = await open(100, "kept", bounded.url);
  // More than the system takes for a connection.
  await open(10_000_000, "kept", bounded.url);
  read.resume();
  await waitFor("the cut", () => bounded.countCutOff() === 1);
  await once(read, "data");
  expect(bounded.countCutOff()).toBe(1);
  reader.destroy();
});
