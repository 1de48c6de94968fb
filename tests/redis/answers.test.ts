import { beforeEach, describe, expect, it } from "@jest/globals";
import { createSeal } from "../../router/shared-state/seal.ts";
import { ROUTER_SECRET } from "../support/router-signature.ts";
import { waitFor } from "../support/wait-for.ts";
import { startRedisServer } from "./redis-server.ts";
import { ANSWER, answerNote, ask, countLookups, inventOperation, startTwoRouters } from "./two-routers.ts";

const redis = await startRedisServer();
const graph = await startTwoRouters(redis.url);
const { subgraph, one, other, signer } = graph;

const reader = signer.sign({ claims: { sub: "reader" } });
const another = signer.sign({ claims: { sub: "another" } });

let asked = 0;
const countAsked = () => subgraph.requests.length - asked;

beforeEach(async () => {
  await redis.client.flushall();
  subgraph.respondWith(ANSWER);
  asked = subgraph.requests.length;
});

/** The one key, once it is there. */
function findKey(): Promise<string> {
  return waitFor("the key", async () => (await redis.listKeys())[0]);
}

/** Lets the first router keep an answer, and the second learn that the operation's answers are kept. */
async function keepAnswer(): Promise<{ query: string; key: string }> {
  const query = inventOperation();
  await ask(one, query);
  return { query, key: await findKey() };
}

describe("an answer that one router keeps", () => {
  it("is another's too, with its age", async () => {
    const { query, key } = await keepAnswer();
    await redis.client.pexpire(key, 50_000);
    const { data, headers } = await ask(other, query);
    expect(data).toEqual({ note: { text: "hello" } });
    expect(headers.get("cache-control")).toBe("max-age=60, public");
    expect(Number(headers.get("age"))).toBeGreaterThanOrEqual(10);
    expect(countAsked()).toBe(1);
    // From now on it is in memory.
    await redis.client.flushall();
    await ask(other, query);
    expect(countAsked()).toBe(1);
  });

  it("has a key with the supergraph's hash, and ends when the answer may no longer be kept", async () => {
    const { key } = await keepAnswer();
    const ready = await fetch(`${one.url}/health/ready`);
    const { supergraph } = (await ready.json()) as { supergraph: { hash: string } };
    expect(key).toMatch(new RegExp(`^supergraph:${supergraph.hash}:answer:[\\w-]{43}$`));
    const remaining = await redis.client.pttl(key);
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(60_000);
  });

  it("cannot be read in Redis", async () => {
    const { key } = await keepAnswer();
    expect(await redis.client.get(key)).not.toContain("hello");
  });

  it("is found by its own caller alone, if it is private", async () => {
    subgraph.respondWith(answerNote("private"));
    const query = inventOperation();
    await ask(one, query, { token: reader });
    await findKey();
    await ask(other, query, { token: reader });
    expect(countAsked()).toBe(1);
    await ask(other, query, { token: another });
    await ask(other, query);
    expect(countAsked()).toBe(3);
  });

  it("is not kept for anonymous callers, if it is private", async () => {
    subgraph.respondWith(answerNote("private"));
    const query = inventOperation();
    await ask(one, query);
    // What comes later is there, and nothing else.
    await ask(one, query, { token: reader });
    await findKey();
    expect(await redis.listKeys()).toHaveLength(1);
  });
});

type Poison = (key: string) => Promise<unknown>;

const POISONS: [what: string, poison: Poison][] = [
  ["garbage", (key) => redis.client.set(key, "garbage", "PX", 60_000)],
  ["JSON", (key) => redis.client.set(key, '{"data":"{}"}', "PX", 60_000)],
  ["one byte", (key) => redis.client.set(key, "x", "PX", 60_000)],
  ["a list", (key) => redis.client.multi().del(key).lpush(key, "x").pexpire(key, 60_000).exec()],
  ["100 megabytes", (key) => redis.client.multi().setrange(key, 100_000_000, "x").pexpire(key, 60_000).exec()],
  [
    "a value with a changed bit",
    async (key) => redis.client.setbit(key, 300, 1 - (await redis.client.getbit(key, 300))),
  ],
  ["a value without an end", (key) => redis.client.persist(key)],
  ["a value that stays for longer than it may", (key) => redis.client.pexpire(key, 600_000)],
  [
    "a value that was sealed with another secret",
    (key) => {
      const value = { data: '{"note":null}', freshness: { maxAgeSeconds: 60, isPrivate: false }, headers: null };
      return redis.client.set(key, createSeal("another").seal(key, value), "PX", 60_000);
    },
  ],
  [
    "a value of another form",
    (key) => redis.client.set(key, createSeal(ROUTER_SECRET).seal(key, { data: 1 }), "PX", 60_000),
  ],
];

describe("no answer is", () => {
  it.each(POISONS)("%s", async (_what, poison) => {
    const { query, key } = await keepAnswer();
    await poison(key);
    const { data, codes } = await ask(other, query);
    expect([data, codes]).toEqual([{ note: { text: "hello" } }, []]);
    expect(countAsked()).toBe(2);
  });

  it("the answer to another operation", async () => {
    const { key } = await keepAnswer();
    subgraph.respondWith(answerNote("public", { note: { id: "2", text: "another" } }));
    const query = inventOperation();
    await ask(one, query);
    const theirs = await waitFor("the second key", async () => (await redis.listKeys()).find((name) => name !== key));
    await redis.client.copy(key, theirs, "REPLACE");
    expect((await ask(other, query)).data).toEqual({ note: { text: "another" } });
    expect(await countLookups(other, { kind: "answer", result: "unusable" })).toBeGreaterThan(0);
  });
});

it("does not look for answers that are not kept", async () => {
  subgraph.respondWith((response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('{"data":{"more":"again"}}'),
  );
  const before = await countLookups(one, { kind: "answer" });
  for (let time = 0; time < 5; time += 1) expect((await ask(one, "{ more }")).data).toEqual({ more: "again" });
  expect(await countLookups(one, { kind: "answer" })).toBe(before + 1);
  expect(await redis.listKeys()).toEqual([]);
});
