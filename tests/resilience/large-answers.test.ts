import type { ServerResponse } from "node:http";
import { expect, it } from "@jest/globals";
import { startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

/** How many large answers are read at once. */
const AT_ONCE = 2;
const HALF = "x".repeat(300_000);

const unfinished: ServerResponse[] = [];
const subgraph = await startFakeSubgraph((response, { body: { query } }) => {
  response.writeHead(200, { "content-type": "application/json" });
  if (query.includes("text")) {
    response.write(`{"data":{"text":"${HALF}`);
    unfinished.push(response);
  } else if (query.includes("whole")) response.end(`{"data":{"whole":"${HALF}"}}`);
  else response.end('{"data":{"small":"small"}}');
});
const SUPERGRAPH_PATH = writeSupergraph([
  { name: "texts", url: subgraph.url, sdl: "type Query { text: String whole: String small: String }" },
]);
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH,
  SUBGRAPH_TIMEOUT_MS: "8000",
});

const ask = () => sendOperation<{ text: string | null }>(router.url, "{ text }");

async function askForUnfinished(count: number) {
  const before = unfinished.length;
  const answers = Array.from({ length: count }, ask);
  await waitFor("the fetches", () => unfinished.length === before + count);
  return answers;
}

it("large answers are all read, a few at a time, while small ones pass", async () => {
  const answers = await askForUnfinished(3 * AT_ONCE);
  expect(await sendOperation(router.url, "{ small }")).toMatchObject({ data: { small: "small" } });
  for (const response of unfinished.splice(0)) response.end(`${HALF}"}}`);
  for (const { data } of await Promise.all(answers)) expect(data.text?.length).toBe(2 * HALF.length);
});

it("a large answer that waited is read when those before it are done", async () => {
  const first = await askForUnfinished(AT_ONCE);
  // These have begun to be read, and wait for the rest.
  const late = await askForUnfinished(1);
  for (const response of unfinished.splice(0, AT_ONCE)) response.end(`${HALF}"}}`);
  await Promise.all(first);
  for (const response of unfinished.splice(0)) response.end(`${HALF}"}}`);
  expect((await Promise.all(late)).map(({ codes }) => codes)).toEqual([[]]);
});

it("a large answer is read beside those of a subgraph that hangs in the middle of them", async () => {
  const hanging = await askForUnfinished(AT_ONCE);
  const { data } = await sendOperation<{ whole: string }>(router.url, "{ whole }");
  expect(data.whole.length).toBe(HALF.length);
  // Their time is not up.
  for (const response of unfinished.splice(0)) response.end(`${HALF}"}}`);
  for (const { codes } of await Promise.all(hanging)) expect(codes).toEqual([]);
});
