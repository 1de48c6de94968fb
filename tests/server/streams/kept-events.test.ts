import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { expect, it } from "@jest/globals";
import { createParser } from "eventsource-parser";
import { waitFor } from "../../support/wait-for.ts";
import { serveSubscriptions } from "./serve-stream.ts";

const { url, countMade } = await serveSubscriptions();
const BYTES = 100_000;

it("a source that keeps its events waits for a slow client, which loses none", async () => {
  const headers = { "content-type": "application/json", accept: "text/event-stream" };
  const sent = request(url, { method: "POST", headers, agent: false });
  sent.on("error", () => undefined);
  sent.end(JSON.stringify({ query: `subscription { kept(bytes: ${BYTES}) }` }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  response.on("error", () => undefined);
  let before = 0;
  await waitFor("the source to wait", () => {
    const isWaiting = countMade() > 10 && countMade() === before;
    before = countMade();
    return isWaiting;
  });
  const wanted = countMade() + 20;
  const numbers: number[] = [];
  const parser = createParser({
    onEvent: ({ data }) => numbers.push(Number.parseInt(JSON.parse(data).data.kept, 10)),
  });
  response.setEncoding("utf8").on("data", (chunk: string) => parser.feed(chunk));
  await waitFor("what was made, and more", () => numbers.length >= wanted);
  sent.destroy();
  expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
});
