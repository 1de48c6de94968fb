import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { openKnown } from "../live/sockets/raw-sockets.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { answerJson, type Respond, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { readMetrics } from "../support/metrics.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { signAsRouter } from "../support/router-signature.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";
import { waitForClose } from "../support/wait-for-close.ts";

const MEGABYTE = 1024 * 1024;
/** More than the system takes for a connection, so that the rest waits in the process. */
const LARGE = 6 * MEGABYTE;

const LARGE_ANSWER = answerJson({ data: { large: "x".repeat(LARGE) } });
const SMALL_ANSWER = answerJson({ data: { small: "small" } });
const respond: Respond = (response, request) =>
  (request.body.query.includes("large") ? LARGE_ANSWER : SMALL_ANSWER)(response, request);

const subgraph = await startFakeSubgraph(respond);
const SUPERGRAPH_PATH = writeSupergraph([
  {
    name: "texts",
    url: subgraph.url,
    sdl: "type Query { large: String small: String } type Mutation { large: String }",
  },
  { name: "others", url: subgraph.url, sdl: "type Query { other: String }" },
]);

/** A caller has room for one large answer: a quarter of what all have is less than two. */
const startRouter = (variables: Variables = {}) =>
  startProcess("router/main", {
    SUPERGRAPH_PATH,
    MAX_UNSENT_BYTES: String(32 * MEGABYTE),
    SEND_TIMEOUT_MS: "600000",
    ...variables,
  });

function write(query: string, accept = "*/*"): string {
  const body = JSON.stringify({ query });
  const head = `POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: ${accept}\r\ncontent-type: application/json`;
  return `${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** Sends `text` from an address of this machine, and reads nothing until the socket is resumed. */
function sendUnread({ url }: TestProcess, text: string, localAddress = "127.0.0.1"): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, localAddress });
  socket.on("error", () => undefined);
  stopAfterTests(async () => socket.destroy());
  socket.pause();
  socket.write(text);
  return socket;
}

/** What comes until the end of the connection. */
async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk)).resume();
  await waitForClose(socket);
  return Buffer.concat(chunks).toString("latin1");
}

async function readMetric(router: TestProcess, name: string): Promise<number> {
  return (await readMetrics(router)).find(name) ?? 0;
}

const waitForUnsent = (router: TestProcess, answers: number) =>
  waitFor(
    `${answers} unsent answers`,
    async () =>
      Math.floor((await readMetric(router, "http_unsent_bytes")) / LARGE) === answers &&
      (await readMetric(router, "http_requests_in_flight")) === answers,
  );

describe("a client that reads nothing", () => {
  it("keeps its place until it is cut off, and then nothing is left of it", async () => {
    const router = await startRouter({ SEND_TIMEOUT_MS: "1000" });
    const socket = sendUnread(router, write("{ large }"));
    await waitForUnsent(router, 1);
    await waitForUnsent(router, 0);
    expect(await readMetric(router, "http_clients_cut_off_total")).toBe(1);
    expect((await readAll(socket)).length).toBeLessThan(LARGE);
    expect(router.logLines()).toContainEqual(
      expect.objectContaining({
        msg: "a client that does not read its answer is cut off",
        caller: "127.0.0.1",
      }),
    );
  });

  it("is cut off as well in a subgraph", async () => {
    const accounts = await startProcess("subgraphs/accounts/main", {
      DATA_DIR: createDataFolder(),
      SEND_TIMEOUT_MS: "1000",
    });
    const fields = Array.from({ length: 4_000 }, (_, number) => `a${number}: sdl`).join(" ");
    const body = JSON.stringify({ query: `{ _service { ${fields} } }` });
    const headers = { host: "localhost", "content-type": "application/json" };
    const signed = { ...headers, ...signAsRouter({ method: "POST", path: "/graphql", headers, body }) };
    const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `POST /graphql HTTP/1.1\r\n${lines.join("")}content-length: ${body.length}\r\n\r\n`;
    const socket = sendUnread(accounts, head + body);
    await waitFor("the cut", async () => (await readMetric(accounts, "http_clients_cut_off_total")) === 1, 20_000);
    expect(await readAll(socket)).toMatch(/^HTTP\/1.1 200 /);
  });

  it("does not hold up the end of the process", async () => {
    const router = await startRouter({ SEND_TIMEOUT_MS: "10000" });
    sendUnread(router, write("{ large }"));
    await waitForUnsent(router, 1);
    expect(await router.stop()).toBe(0);
    expect(router.output()).not.toContain("still unfinished");
  });
});

it("a client that reads slowly and steadily gets all of its answer", async () => {
  const router = await startRouter({ SEND_TIMEOUT_MS: "2000" });
  const socket = sendUnread(router, write("{ large }"));
  let received = 0;
  const startedAt = performance.now();
  socket.on("data", (chunk: Buffer) => {
    const before = Math.floor(received / MEGABYTE);
    received += chunk.length;
    if (Math.floor(received / MEGABYTE) === before) return;
    socket.pause();
    setTimeout(() => socket.resume(), 500);
  });
  socket.resume();
  await waitForClose(socket);
  expect(received).toBeGreaterThan(LARGE);
  expect(performance.now() - startedAt).toBeGreaterThan(2_000);
  expect(await readMetric(router, "http_clients_cut_off_total")).toBe(0);
});

describe("a caller who has not read what he has asked for", () => {
  it("has nothing more executed, while others are served", async () => {
    const router = await startRouter({ MAX_UNSENT_BYTES: String(8 * MEGABYTE) });
    sendUnread(router, write("{ large }"), "127.0.0.2");
    await waitForUnsent(router, 1);
    const { length } = subgraph.requests;
    const second = sendUnread(router, write("{ small }"), "127.0.0.2");
    second.resume();
    const [answer] = (await once(second, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 503 /);
    expect(answer.toString()).toMatch(/^retry-after: 1\r$/m);
    expect(answer.toString()).toContain("Earlier answers have not been read");
    expect(subgraph.requests).toHaveLength(length);
    expect(await sendOperation(router.url, "{ small }")).toMatchObject({ status: 200 });
  });

  it("gets a refusal in the place of what was executed already, but nothing in that of a mutation", async () => {
    const router = await startRouter();
    const waiting: (() => void)[] = [];
    subgraph.respondWith((response, request) => waiting.push(() => LARGE_ANSWER(response, request)));
    sendUnread(router, write("{ large }"));
    await waitFor("the first fetch", () => waiting.length === 1);
    const query = sendUnread(router, write("{ large }"));
    await waitFor("the second fetch", () => waiting.length === 2);
    const mutation = sendUnread(router, write("mutation { large }"));
    await waitFor("the third fetch", () => waiting.length === 3);
    subgraph.respondWith(respond);
    waiting.shift()?.();
    await waitFor("the first answer", async () => (await readMetric(router, "http_unsent_bytes")) >= LARGE);
    for (const answer of waiting) answer();
    const refusal = await readAll(query);
    expect(refusal).toMatch(/^HTTP\/1.1 503 /);
    expect(refusal).toMatch(/^retry-after: 1\r$/m);
    expect(refusal).toMatch(/^connection: close\r$/m);
    expect(JSON.parse(refusal.split("\r\n\r\n")[1] ?? "")).toMatchObject({
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }],
    });
    expect(await readAll(mutation)).toBe("");
  });
});

it("sixty clients that read nothing take no more of the process than one caller may", async () => {
  const router = await startRouter({ SEND_TIMEOUT_MS: "1000" });
  const readMemory = () => readMetric(router, "process_resident_memory_bytes");
  const before = await readMemory();
  for (let number = 0; number < 60; number += 1) sendUnread(router, write("{ large }"), "127.0.0.2");
  let most = 0;
  await waitFor(
    "the end of all",
    async () => {
      expect(await readMetric(router, "http_unsent_bytes")).toBeLessThanOrEqual(8 * MEGABYTE);
      expect(await sendOperation(router.url, "{ small }")).toMatchObject({ status: 200 });
      most = Math.max(most, await readMemory());
      return (await readMetric(router, "http_clients_cut_off_total")) > 0;
    },
    30_000,
  );
  // Half of what they asked for: garbage that is not collected yet counts as well.
  expect(most - before).toBeLessThan(30 * LARGE);
  await waitForUnsent(router, 0);
});

describe("a client that sends its requests ahead of the answers", () => {
  it("is answered in turn, one request at a time", async () => {
    const router = await startRouter();
    let atOnce = 0;
    let most = 0;
    subgraph.respondWith((response, request) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      setTimeout(() => {
        atOnce -= 1;
        SMALL_ANSWER(response, request);
      }, 20);
    });
    const queries = Array.from({ length: 10 }, (_, number) => write(`{ a${number}: __typename small }`));
    const last = write("{ z: __typename }").replace("host: localhost", "host: localhost\r\nconnection: close");
    const text = await readAll(sendUnread(router, queries.join("") + last));
    subgraph.respondWith(respond);
    expect([...text.matchAll(/"([az]\d?)":/g)].map(([, alias]) => alias)).toEqual([
      ...queries.map((_, number) => `a${number}`),
      "z",
    ]);
    expect(most).toBe(1);
  });

  it.each(["/graphql?query={small}", "/%zz", "/nothing"])("is cut off when it sends too many of %s", async (path) => {
    const router = await startRouter();
    const request = `GET ${path} HTTP/1.1\r\nhost: localhost\r\napollo-require-preflight: 1\r\n\r\n`;
    const text = await readAll(sendUnread(router, request.repeat(500)));
    expect(text.match(/^HTTP/gm)?.length ?? 0).toBeLessThan(20);
    expect(await sendOperation(router.url, "{ small }")).toMatchObject({ status: 200 });
  });
});

it("sockets and answers in parts that leave the most unread are cut off once all leave too much", async () => {
  const router = await startRouter({ MAX_UNSENT_BYTES: String(MEGABYTE), SEND_TIMEOUT_MS: "2000" });
  const awaitCuts = (count: number) =>
    waitFor("the cut", () => (router.output().match(/does not read its stream is cut off/g) ?? []).length === count);
  const query = "{ large ... @defer { other } }";
  const headers = { accept: "multipart/mixed", "content-type": "application/json" };
  const { body } = await sendRaw(router.url, { headers, body: JSON.stringify({ query }) });
  expect(body.includes('"hasNext":true')).toBe(true);
  sendUnread(router, write(query, "multipart/mixed"));
  await awaitCuts(1);
  const [unread, other] = await Promise.all([openKnown(router.url), openKnown(router.url)]);
  unread.socket.pause();
  unread.send({ type: "subscribe", id: "1", payload: { query: "{ large }" } });
  await awaitCuts(2);
  other.send({ type: "subscribe", id: "1", payload: { query: "{ small }" } });
  expect(await other.find("next", "1")).toMatchObject({ payload: { data: { small: "small" } } });
  expect(await readMetric(router, "http_clients_cut_off_total")).toBe(2);
});
