import { beforeEach, describe, expect, it } from "@jest/globals";
import { createSeal } from "../../router/shared-state/seal.ts";
import { hashDocument, type PersistedQueryRequest, sendPersistedQuery } from "../security/persisted-query.ts";
import { startProcess, type TestProcess } from "../support/process.ts";
import { ROUTER_SECRET } from "../support/router-signature.ts";
import { waitFor } from "../support/wait-for.ts";
import { startRedisServer } from "./redis-server.ts";
import { inventOperation, startTwoRouters, waitForSharing } from "./two-routers.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

const redis = await startRedisServer();
const { one, other, variables } = await startTwoRouters(redis.url, { RESPONSE_CACHE_BYTES: "0" });

beforeEach(() => redis.client.flushall());

function send({ url }: TestProcess, request: PersistedQueryRequest) {
  return sendPersistedQuery(url, request);
}

/** Registers a document at the first router. */
async function register(query = inventOperation()): Promise<{ query: string; id: string; key: string }> {
  const id = hashDocument(query);
  expect(await send(one, { query, id })).toMatchObject({ status: 200, codes: [] });
  const key = await waitFor("the key", async () => (await redis.listKeys()).find((name) => name.endsWith(id)));
  return { query, id, key };
}

const NOT_FOUND = { status: 200, codes: ["PERSISTED_QUERY_NOT_FOUND"] };

describe("a document that a client has registered at one router", () => {
  it.each(["GET", "POST"] as const)("is known at another by its hash, with %s", async (method) => {
    const { id } = await register();
    for (let time = 0; time < 2; time += 1) {
      expect(await send(other, { id, method })).toMatchObject({ data: { note: { text: "hello" } }, codes: [] });
    }
  });

  it("is known from then on without Redis", async () => {
    const { id } = await register();
    await send(other, { id });
    await redis.client.flushall();
    expect(await send(other, { id })).toMatchObject({ codes: [] });
  });

  it("has a key with the supergraph's hash, for a day", async () => {
    const { id, key } = await register();
    expect(key).toMatch(new RegExp(`^supergraph:[0-9a-f]{12}:document:${id}$`));
    const remaining = await redis.client.pttl(key);
    expect(remaining).toBeGreaterThan(DAY_MS - 60_000);
    expect(remaining).toBeLessThanOrEqual(DAY_MS);
  });

  it("is within the limits of the router that is asked, or refused", async () => {
    const strict = await startProcess("router/main", { ...variables, MAX_SELECTIONS: "3" });
    await waitForSharing(strict);
    const { id } = await register("{ note { id text id text } }");
    // The second time, too.
    for (let time = 0; time < 2; time += 1) {
      expect(await send(strict, { id })).toMatchObject({ status: 400, codes: ["OPERATION_TOO_LARGE"] });
    }
  });

  it("is not shared if it is not valid", async () => {
    const query = "{ missing }";
    await send(one, { query, id: hashDocument(query) });
    const { id } = await register();
    expect(await send(other, { id: hashDocument(query) })).toMatchObject(NOT_FOUND);
    expect((await redis.listKeys()).every((key) => key.endsWith(id))).toBe(true);
  });
});

describe("no document is", () => {
  it.each<[what: string, poison: (key: string, query: string) => Promise<unknown>]>([
    ["garbage", (key) => redis.client.set(key, "garbage", "PX", 60_000)],
    ["its plain text", (key, query) => redis.client.set(key, query, "PX", 60_000)],
    ["a list", (key) => redis.client.multi().del(key).lpush(key, "x").pexpire(key, 60_000).exec()],
    [
      "a sealed one with another hash",
      (key) => redis.client.set(key, createSeal(ROUTER_SECRET).seal(key, "{ more }"), "PX", 60_000),
    ],
  ])("%s", async (_what, poison) => {
    const { id, key, query } = await register();
    await poison(key, query);
    expect(await send(other, { id })).toMatchObject(NOT_FOUND);
    expect(await send(other, { id, query })).toMatchObject({ codes: [] });
  });

  it.each(["", "x".repeat(64), "../../etc", "*"])("found by the id %j", async (id) => {
    expect((await send(other, { id: id || "0" })).codes).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
  });
});
