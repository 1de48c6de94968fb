import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { makeCertificate } from "../support/certificate.ts";
import { startProcess } from "../support/process.ts";
import { waitFor } from "../support/wait-for.ts";
import { startRedisServer } from "./redis-server.ts";
import { ask, inventOperation, startTwoRouters, waitForSharing } from "./two-routers.ts";

const PASSWORD = "pä:ss/wörd#@";
const SECRETS = [PASSWORD, encodeURIComponent(PASSWORD), "wrong-pass"];

const certificate = makeCertificate();
const plain = await startRedisServer({ password: PASSWORD });
const secure = await startRedisServer({ password: PASSWORD, certificate });
const graph = await startTwoRouters(plain.url);

it("routers share by a server with a password, in the database of the URL", async () => {
  const router = await startProcess("router/main", { ...graph.variables, REDIS_URL: `${plain.url}/3` });
  await waitForSharing(router);
  await ask(router, inventOperation());
  await plain.client.select(3);
  await waitFor("the key", async () => (await plain.listKeys()).length === 1);
});

it("does not share in another database when the server has not the one of the URL", async () => {
  const router = await startProcess("router/main", { ...graph.variables, REDIS_URL: `${plain.url}/16` });
  const line = await waitFor("the log", () => router.logLines().find(({ reason }) => reason !== undefined));
  expect(line).toMatchObject({
    msg: "Redis refuses what this router asks of it",
    reason: "ERR DB index is out of range",
  });
  await plain.client.select(0);
  await plain.client.flushall();
  await ask(router, inventOperation());
  await plain.client.ping();
  expect(router.output()).not.toContain("Redis is there");
  expect(await plain.listKeys()).toEqual([]);
});

it("routers share over TLS, with a server whose authority they know", async () => {
  const variables = { ...graph.variables, REDIS_URL: secure.url };
  const router = await startProcess("router/main", { ...variables, NODE_EXTRA_CA_CERTS: certificate.certificate });
  await waitForSharing(router);
  const distrustful = await startProcess("router/main", variables);
  const line = await waitFor("the log", () => distrustful.logLines().find(({ reason }) => reason !== undefined));
  expect(line.reason).toMatch(/self-signed certificate/);
});

it("a user needs no more rights than docs/operating.md says", async () => {
  const [, rights = ""] = /An ACL user needs `([^`]+)`/.exec(readFileSync("docs/operating.md", "utf8")) ?? [];
  await plain.client.call("ACL", "SETUSER", "router", "on", ">own", ...rights.split(/\s+/));
  const REDIS_URL = plain.url.replace(/:[^:]+@/, "router:own@");
  const router = await startProcess("router/main", { ...graph.variables, REDIS_URL, RATE_LIMIT: "10" });
  await waitForSharing(router);
  const query = inventOperation();
  for (let count = 0; count < 50; count += 1) await ask(router, query);
  await plain.client.select(0);
  await waitFor("the key", async () => (await plain.listKeys()).length > 0);
  const before = graph.subgraph.requests.length;
  await ask(graph.one, query);
  expect(graph.subgraph.requests).toHaveLength(before);
  await waitFor("what was spent", async () => Number(await countPublished()) > 2);
  expect(router.logLines().filter(({ reason }) => reason !== undefined)).toEqual([]);
});

/** How often anything was published on the server. */
async function countPublished(): Promise<string | undefined> {
  return /cmdstat_publish:calls=(\d+)/.exec(await plain.client.info("commandstats"))?.[1];
}

it("with a wrong password a router serves by itself, and says why, but no password", async () => {
  const REDIS_URL = plain.url.replace(/:[^:]+@/, ":wrong-pass@");
  const router = await startProcess("router/main", { ...graph.variables, REDIS_URL });
  const findLines = () => router.logLines().filter(({ reason }) => String(reason).startsWith("WRONGPASS"));
  await waitFor("the log", () => findLines().length >= 2);
  expect((await ask(router, inventOperation())).data).toEqual({ note: { text: "hello" } });
  expect(findLines().map(({ msg }) => msg)).toEqual([
    "Redis refuses what this router asks of it",
    "Redis is away: this router limits rates and keeps answers by itself",
  ]);
  for (const { output } of [router, graph.one]) {
    for (const secret of SECRETS) expect(output()).not.toContain(secret);
  }
});
