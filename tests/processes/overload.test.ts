import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { answerJson, type FakeSubgraph, type Respond, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { type Answer, sendOperation } from "../support/graphql-client.ts";
import { startProcess, startRefusingProcess, type TestProcess } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";
import { waitForClose } from "../support/wait-for-close.ts";

const GREETING = { data: { hello: "hello" } };

/** A router that lets two requests in, before a subgraph that answers when it is told to. */
interface SmallRouter {
  readonly router: TestProcess;
  readonly subgraph: FakeSubgraph;
  /** Sends two requests, which wait for the subgraph from now on. */
  fill(): Promise<Promise<Answer<unknown>>[]>;
  /** Lets the subgraph answer whoever waits. */
  release(): void;
}

async function startSmallRouter(): Promise<SmallRouter> {
  let waiting: (() => void)[] = [];
  const hold: Respond = (response, received) => waiting.push(() => answerJson(GREETING)(response, received));
  const subgraph = await startFakeSubgraph(hold);
  const SUPERGRAPH_PATH = writeSupergraph([{ name: "hello", url: subgraph.url, sdl: "type Query { hello: String }" }]);
  const router = await startProcess("router/main", {
    SUPERGRAPH_PATH,
    MAX_IN_FLIGHT: "2",
    SUBGRAPH_TIMEOUT_MS: "60000",
  });
  return {
    router,
    subgraph,
    async fill() {
      const answers = [1, 2].map(() => sendOperation(router.url, "{ hello }"));
      await waitFor("the fetches", () => waiting.length === 2);
      return answers;
    },
    release() {
      for (const answer of waiting) answer();
      waiting = [];
    },
  };
}

const small = await startSmallRouter();

/** What a socket receives on `text` until the server has said all. */
async function sendText(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  const [chunk] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return chunk.toString("utf8");
}

const HEAD =
  "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";

describe("a router that has as many requests in flight as it may", () => {
  it("refuses the next before its body, answers for its health, and serves again when one is done", async () => {
    const answers = await small.fill();
    const refusal = await sendText(small.router.url, HEAD);
    expect(refusal).toMatch(/^HTTP\/1.1 503 /);
    expect(refusal).toMatch(/^retry-after: 1\r$/m);
    expect(refusal).toMatch(/^content-type: application\/json/m);
    expect(JSON.parse(refusal.split("\r\n\r\n")[1] ?? "")).toEqual({
      errors: [
        {
          message: "There is too much to do. Try again in a second.",
          extensions: { code: "SERVICE_UNAVAILABLE" },
        },
      ],
    });
    for (const path of ["/health/live", "/health/ready"]) {
      expect((await fetch(small.router.url + path)).status).toBe(200);
    }
    small.release();
    for (const answer of answers) expect(await answer).toMatchObject({ status: 200, ...GREETING });
    small.subgraph.respondWith(answerJson(GREETING));
    expect(await sendOperation(small.router.url, "{ hello }")).toMatchObject({ status: 200, ...GREETING });
  });
});

it("closes the connection of a refused client that sends nothing more", async () => {
  const own = await startSmallRouter();
  const answers = await own.fill();
  const { hostname, port } = new URL(own.router.url);
  const socket = connect(Number(port), hostname);
  socket.write(HEAD);
  const [refusal] = (await once(socket, "data")) as [Buffer];
  expect(refusal.toString("utf8")).toMatch(/^connection: keep-alive\r$/im);
  socket.on("error", () => undefined).resume();
  await waitForClose(socket);
  own.release();
  await Promise.all(answers);
});

it("says in the log, once a second, how much it refuses", async () => {
  await waitFor("the line", () =>
    small.router.logLines().some(({ msg, inFlight }) => /refused/.test(String(msg)) && inFlight === 2),
  );
});

describe("while others want places, a caller with a quarter of them", () => {
  const A = { "x-forwarded-for": "192.0.2.1" };
  const B = { "x-forwarded-for": "192.0.2.2" };

  it("is refused more, and its connection ends, while they are served", async () => {
    const waiting: (() => void)[] = [];
    const hold: Respond = (response, received) => waiting.push(() => answerJson(GREETING)(response, received));
    const subgraph = await startFakeSubgraph(hold);
    const router = await startProcess("router/main", {
      SUPERGRAPH_PATH: writeSupergraph([{ name: "hello", url: subgraph.url, sdl: "type Query { hello: String }" }]),
      MAX_IN_FLIGHT: "8",
      SUBGRAPH_TIMEOUT_MS: "60000",
      TRUSTED_PROXIES: "127.0.0.1",
    });
    const askAsB = () => sendOperation(router.url, "{ __typename }", { headers: B });
    const isServed: Promise<number>[] = [];
    const usual = setInterval(() => isServed.push(askAsB().then(({ status }) => status)), 50);
    await askAsB();
    const first = [1, 2].map(() => sendOperation(router.url, "{ hello }", { headers: A }));
    await waitFor("the fetches", () => waiting.length === 2);
    const refusal = await sendText(router.url, HEAD.replace("\r\n\r\n", "\r\nx-forwarded-for: 192.0.2.1\r\n\r\n"));
    clearInterval(usual);
    expect(refusal).toMatch(/^HTTP\/1.1 503 /);
    expect(refusal).toMatch(/^retry-after: 1\r$/m);
    expect(refusal).toMatch(/^connection: close\r$/m);
    expect(JSON.parse(refusal.split("\r\n\r\n")[1] ?? "")).toEqual({
      errors: [
        {
          message: "Too many requests from your address are under way while others wait. Try again in a second.",
          extensions: { code: "SERVICE_UNAVAILABLE" },
        },
      ],
    });
    expect(new Set(await Promise.all(isServed))).toEqual(new Set([200]));
    for (const answer of waiting) answer();
    for (const answer of first) expect(await answer).toMatchObject({ status: 200, ...GREETING });
  });
});

describe("a client that comes back at once over the same connection", () => {
  it("waits, and is served if there is room by then", async () => {
    const own = await startSmallRouter();
    const answers = await own.fill();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await askOver(agent, own.router.url)).toBe(503);
    const second = askOver(agent, own.router.url);
    own.subgraph.respondWith(answerJson(GREETING));
    own.release();
    expect(await second).toBe(200);
    await Promise.all(answers);
    agent.destroy();
  });
});

async function askOver(agent: Agent, url: string): Promise<number | undefined> {
  const sent = request(`${url}/graphql`, {
    method: "POST",
    agent,
    headers: { "content-type": "application/json" },
  });
  sent.end(JSON.stringify({ query: "{ hello }" }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
  return response.statusCode;
}

it("is kept from nobody by bodies that come slowly", async () => {
  const { hostname, port } = new URL(small.router.url);
  const slow = [1, 2, 3].map(() => connect(Number(port), hostname));
  for (const socket of slow) {
    socket.write(`${HEAD}{`);
    await once(socket, "connect");
  }
  small.subgraph.respondWith(answerJson(GREETING));
  expect(await sendOperation(small.router.url, "{ hello }")).toMatchObject({ status: 200, ...GREETING });
  for (const socket of slow) socket.destroy();
});

it("is bounded in a subgraph too", async () => {
  const { url } = await startProcess("subgraphs/accounts/main", {
    DATA_DIR: createDataFolder(),
    MAX_IN_FLIGHT: "2",
    LOGIN_ATTEMPTS_PER_ADDRESS: "0",
    LOGIN_ATTEMPTS_PER_ACCOUNT: "0",
  });
  const login = 'mutation { login(username: "reader", password: "not it at all") { accessToken } }';
  const answers = await Promise.all(Array.from({ length: 10 }, () => sendOperation(url, login, { asRouter: true })));
  const codes = answers.map(({ status, codes: [code] }) => `${status} ${code}`);
  expect(codes.filter((code) => code === "200 UNAUTHENTICATED").length).toBeGreaterThanOrEqual(2);
  expect(codes.filter((code) => code === "503 SERVICE_UNAVAILABLE").length).toBeGreaterThanOrEqual(1);
});

it.each([
  ["MAX_IN_FLIGHT", "many", "must be a whole number from 0 to 1000000"],
  ["TARGET_LATENCY_MS", "0.5s", "must be a whole number from 0 to 1000000000"],
])("refuses %s=%s", async (variable, value, problem) => {
  const { exitCode, output } = await startRefusingProcess("router/main", { [variable]: value });
  expect({ exitCode, output }).toEqual({
    exitCode: 1,
    output: `router cannot start: bad configuration: ${variable}: ${problem}\n`,
  });
});
