import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { answerJson, type FakeSubgraph, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

const STOP_SIGNALS = ["SIGTERM", "SIGINT"] as const;

async function startRouter(subgraph: FakeSubgraph, variables: Variables = {}): Promise<TestProcess> {
  const SUPERGRAPH_PATH = writeSupergraph([{ name: "hello", url: subgraph.url, sdl: "type Query { hello: String }" }]);
  return startProcess("router/main", { SUPERGRAPH_PATH, ...variables });
}

const startGreeting = () => startFakeSubgraph(answerJson({ data: { hello: "hello" } }));
/** Never answers. */
const startHanging = () => startFakeSubgraph(() => undefined);

/** Sends a signal, and waits until the process has taken notice. */
async function tellToStop({ process, output }: TestProcess, signal: NodeJS.Signals): Promise<void> {
  process.kill(signal);
  await waitFor("the drain", () => output().includes("not ready any more"));
}

/** A request whose last byte does not come. */
async function sendHalf(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
  );
  await once(socket, "connect");
  return socket;
}

describe.each(STOP_SIGNALS)("on %s", (signal) => {
  it("the router is not ready at once, serves for DRAIN_MS with Connection: close, and exits with 0", async () => {
    const router = await startRouter(await startGreeting(), { DRAIN_MS: "1500" });
    const before = await sendRaw(router.url, { method: "GET", path: "/health/ready" });
    expect({ ...before, body: JSON.parse(before.body).ready }).toMatchObject({ status: 200, body: true });
    const signalledAt = performance.now();
    await tellToStop(router, signal);

    const ready = await sendRaw(router.url, { method: "GET", path: "/health/ready" });
    expect(ready).toMatchObject({ status: 503, body: JSON.stringify({ ready: false, draining: true }) });
    const live = await sendRaw(router.url, { method: "GET", path: "/health/live" });
    expect(live).toMatchObject({ status: 200, headers: { connection: "close" } });
    const answer = await sendRaw(router.url, {
      headers: { "content-type": "application/json", connection: "keep-alive" },
      body: JSON.stringify({ query: "{ hello }" }),
    });
    expect(answer).toMatchObject({ status: 200, headers: { connection: "close" } });
    expect(JSON.parse(answer.body)).toEqual({ data: { hello: "hello" } });

    await once(router.process, "exit");
    expect(router.process.exitCode).toBe(0);
    expect(performance.now() - signalledAt).toBeGreaterThan(1_400);
  });

  it("a subgraph does the same", async () => {
    const accounts = await startProcess("subgraphs/accounts/main", {
      DATA_DIR: createDataFolder(),
      DRAIN_MS: "1500",
    });
    await tellToStop(accounts, signal);
    expect(await sendRaw(accounts.url, { method: "GET", path: "/health/ready" })).toMatchObject({
      status: 503,
      headers: { connection: "close" },
      body: JSON.stringify({ ready: false, draining: true }),
    });
    const { data } = await sendOperation(accounts.url, "{ __typename }", { asRouter: true });
    expect(data).toEqual({ __typename: "Query" });
    await once(accounts.process, "exit");
    expect(accounts.process.exitCode).toBe(0);
  });
});

it("answers what is in flight, then exits with 0, without a drain too", async () => {
  const subgraph = await startFakeSubgraph((response, request) => {
    setTimeout(() => answerJson({ data: { hello: "late" } })(response, request), 1_500);
  });
  const router = await startRouter(subgraph, { DRAIN_MS: "0" });
  const answers = Promise.all([1, 2, 3].map(() => sendOperation(router.url, "{ hello }")));
  await waitFor("the fetches", () => subgraph.requests.length === 3);
  const exitCode = router.stop("SIGTERM");
  for (const { data } of await answers) expect(data).toEqual({ hello: "late" });
  expect(await exitCode).toBe(0);
});

it("gives clients their timeout and exits within 10 s when a subgraph hangs", async () => {
  const subgraph = await startHanging();
  const router = await startRouter(subgraph, { DRAIN_MS: "2000" });
  const answer = sendOperation(router.url, "{ hello }");
  await waitFor("the fetch", () => subgraph.requests.length === 1);
  const exitCode = router.stop("SIGTERM");
  expect(await answer).toMatchObject({ status: 200, data: { hello: null }, codes: ["SUBGRAPH_TIMEOUT"] });
  expect(await exitCode).toBe(0);
  // What is still unfinished after 10 s is cut off, and named.
  expect(router.output()).not.toContain("cut off");
});

it("closes idle connections without a reset", async () => {
  const router = await startRouter(await startGreeting());
  const { hostname, port } = new URL(router.url);
  const socket = connect(Number(port), hostname);
  const failures: unknown[] = [];
  socket.on("error", (error) => failures.push(error));
  socket.write("GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n");
  await once(socket, "data");
  const ended = once(socket, "end");
  expect(await router.stop("SIGTERM")).toBe(0);
  await ended;
  expect(failures).toEqual([]);
});

it("waits 10 s for a request that never ends, cuts it off and exits with 0", async () => {
  const router = await startRouter(await startGreeting());
  const socket = await sendHalf(router.url);
  socket.on("error", () => undefined);
  const signalledAt = performance.now();
  expect(await router.stop("SIGTERM")).toBe(0);
  const seconds = (performance.now() - signalledAt) / 1000;
  expect(seconds).toBeGreaterThan(9);
  expect(router.output()).toContain("router: requests that were still unfinished have been cut off\n");
});

it("ends at once on a second signal", async () => {
  const subgraph = await startHanging();
  const router = await startRouter(subgraph, { SUBGRAPH_TIMEOUT_MS: "20000", DRAIN_MS: "60000" });
  // Expected from the start: it may fail before the process has ended.
  const failed = expect(sendOperation(router.url, "{ hello }")).rejects.toThrow();
  await waitFor("the fetch", () => subgraph.requests.length === 1);
  await tellToStop(router, "SIGINT");
  // Two signals in a shorter time are one wish.
  await delay(300);
  expect(await router.stop("SIGINT")).toBe(1);
  await failed;
});

it("takes the second signal of one Ctrl-C, which npm passes on, for the first", async () => {
  const router = await startRouter(await startGreeting());
  router.process.kill("SIGINT");
  expect(await router.stop("SIGINT")).toBe(0);
});

it("stops without a drain when its supervisor closes the channel", async () => {
  const router = await startRouter(await startGreeting(), { DRAIN_MS: "60000" });
  const exited = once(router.process, "exit");
  router.process.disconnect();
  await exited;
  // Nobody is left to read an exit code: what counts is that it ends, and certainly.
  expect(router.process.signalCode).toBe("SIGKILL");
  expect(router.output()).not.toContain("cut off");
});

it.each(["-1", "2s", "600001"])("refuses DRAIN_MS=%s", async (value) => {
  const subgraph = await startGreeting();
  await expect(startRouter(subgraph, { DRAIN_MS: value })).rejects.toThrow(
    "router cannot start: bad configuration: DRAIN_MS: must be a whole number from 0 to 600000",
  );
});
