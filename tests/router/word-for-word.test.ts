import { isUtf8 } from "node:buffer";
import { expect, it } from "@jest/globals";
import { answerJson, answerText, type Respond } from "../support/fake-subgraph.ts";
import { NO_SECOND_CHANCE, startProductGraph } from "./product-graph.ts";

// An answer that is the client's already is passed on as it came, once an operation has come a few times.

const QUERY = "{ best }";
const OFTEN_ENOUGH = 15;
const graph = await startProductGraph(NO_SECOND_CHANCE);

/** Asks until answers are passed on, then once more for `respond`'s. */
async function askFor(respond: Respond): Promise<Buffer> {
  graph.reviews.respondWith(answerJson({ data: { best: "Lamp" } }));
  for (let count = 0; count < OFTEN_ENOUGH; count++) await ask();
  graph.reviews.respondWith(respond);
  return ask();
}

async function ask(): Promise<Buffer> {
  const response = await fetch(`${graph.router.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: QUERY }),
  });
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  return Buffer.from(await response.arrayBuffer());
}

it.each(["Lamp", "Lampe für Träume 💡", "a {b}: [c], d", ""])("passes on %j", async (best) => {
  const answer = await askFor(answerJson({ data: { best } }));
  expect(JSON.parse(answer.toString("utf8"))).toEqual({ data: { best } });
});

it("sends no bytes that are not UTF-8, whatever a subgraph sends", async () => {
  const bytes = Buffer.concat([Buffer.from('{"data":{"best":"'), Buffer.from([0xff, 0xc0, 0xa2]), Buffer.from('"}}')]);
  const answer = await askFor((response) => response.writeHead(200, { "content-type": "application/json" }).end(bytes));
  expect(isUtf8(answer)).toBe(true);
  expect(JSON.parse(answer.toString("utf8"))).toEqual({ data: { best: "\ufffd\ufffd\ufffd" } });
});

it.each([
  ["a number for a text", `{"data":{"best":1}}`, "INTERNAL_SERVER_ERROR"],
  ["a raw line end in a text", '{"data":{"best":"a\nb"}}', "SUBGRAPH_INVALID_RESPONSE"],
  ["no field", '{"data":{}}', "SUBGRAPH_INVALID_RESPONSE"],
  ["more than JSON", '{"data":{"best":"a"}}}', "SUBGRAPH_INVALID_RESPONSE"],
])("does not pass on an answer with %s", async (_what, text, code) => {
  const answer = await askFor(answerText(text, "application/json"));
  expect(JSON.parse(answer.toString("utf8"))).toMatchObject({
    data: { best: null },
    errors: [{ path: ["best"], extensions: { code } }],
  });
});

it("leaves out what nobody asked for", async () => {
  const answer = await askFor(answerText('{"data":{"best":"a","worst":"b"},"extensions":{"x":1}}', "application/json"));
  expect(JSON.parse(answer.toString("utf8"))).toEqual({ data: { best: "a" } });
});
