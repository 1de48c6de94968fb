import { describe, expect, it } from "@jest/globals";
import { createRateLimit } from "../../router/limits/rate-limit.ts";
import { createTokenBuckets } from "../../router/limits/token-bucket.ts";
import { createRsaSigner } from "../support/access-tokens.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

describe("a token bucket", () => {
  it("lets a burst through, then as many as the rate allows", () => {
    let now = 0;
    const buckets = createTokenBuckets({ perSecond: 10, burst: 3 }, () => now);
    expect([1, 2, 3].map(() => buckets.take("a"))).toEqual([0, 0, 0]);
    expect(buckets.take("a")).toBeCloseTo(0.1);
    now = 100;
    expect(buckets.take("a")).toBe(0);
    expect(buckets.take("a")).toBeGreaterThan(0);
  });

  it("never holds more than its burst", () => {
    let now = 0;
    const buckets = createTokenBuckets({ perSecond: 10, burst: 2 }, () => now);
    buckets.take("a");
    now = 3_600_000;
    expect([1, 2, 3].map(() => buckets.take("a") > 0)).toEqual([false, false, true]);
  });

  it("is each key's own", () => {
    const buckets = createTokenBuckets({ perSecond: 1, burst: 1 }, () => 0);
    expect([buckets.take("a"), buckets.take("b"), buckets.take("a")]).toEqual([0, 0, 1]);
  });

  it("forgets who has not come for longest, and nobody else, when there are too many", () => {
    const buckets = createTokenBuckets({ perSecond: 1, burst: 1 }, () => 0);
    buckets.take("first");
    buckets.take("second");
    for (let index = 0; index < 9_999; index += 1) buckets.take(String(index));
    expect(buckets.take("second")).toBeGreaterThan(0);
    expect(buckets.take("first")).toBe(0);
  });
});

describe("requests are counted", () => {
  const caller = (id: string) => ({ id, scopes: new Set<string>() });

  it("for their callers and for all callers of their network, which have five rates together", () => {
    const count = createRateLimit({ perSecond: 0.001, burst: 10 }, null);
    const isGiven = (id: string, address: string) => isCounted(() => count(caller(id), address));
    const addresses = ["2001:db8::1", "2001:DB8:0:0:ffff::", "2001:0db8::2%eth0"];
    const given = Array.from({ length: 100 }, (_, index) =>
      isGiven(`account ${index % 10}`, addresses[index % 3] ?? ""),
    );
    expect(given.filter(Boolean)).toHaveLength(50);
    expect(isGiven("account of another network", "2001:db8:0:1::1")).toBe(true);
    expect(isCounted(() => count(null, "2001:db8::1"))).toBe(true);
  });

  it("by neither the caller nor the network when one of them refuses", () => {
    const count = createRateLimit({ perSecond: 0.001, burst: 2 }, null);
    const isGiven = (id: string, address: string) => isCounted(() => count(caller(id), address));
    // A caller that is over its own limit takes nothing from its network.
    const given = Array.from({ length: 50 }, () => isGiven("greedy", "192.0.2.1"));
    expect(given.filter(Boolean)).toHaveLength(2);
    const others = Array.from({ length: 10 }, (_, index) => isGiven(`other ${index}`, "192.0.2.1"));
    expect(others.filter(Boolean)).toHaveLength(8);
    // One that its network refuses keeps what is its own.
    expect(isGiven("other 9", "192.0.2.1")).toBe(false);
    expect([1, 2, 3].map(() => isGiven("other 9", "192.0.2.2"))).toEqual([true, true, false]);
  });

  function isCounted(count: () => void): boolean {
    try {
      count();
      return true;
    } catch {
      return false;
    }
  }
});

describe("a router", () => {
  it("refuses an address after its burst, executes nothing, and says when to come back", async () => {
    const graph = await startGuardedGraph({ RATE_LIMIT: "1", RATE_LIMIT_BURST: "3" });
    const answers = await Promise.all(Array.from({ length: 8 }, () => graph.send("{ hello }")));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(graph.subgraph.requests).toHaveLength(8 - refused.length);
    for (const { codes, headers, errors } of refused) {
      expect({ codes, retryAfter: headers.get("retry-after") }).toEqual({
        codes: ["RATE_LIMITED"],
        retryAfter: "1",
      });
      expect(errors?.[0]?.extensions).toMatchObject({ retryAfter: 1 });
    }
  });

  it("counts callers apart from each other and from their address", async () => {
    const signer = createRsaSigner();
    const publisher = await startKeyPublisher([signer.jwk]);
    const graph = await startGuardedGraph({
      RATE_LIMIT: "1",
      RATE_LIMIT_BURST: "1",
      JWKS_URL: publisher.url,
    });
    const [first, second] = ["first", "second"].map((sub) => signer.sign({ claims: { sub } }));
    const statuses: number[] = [];
    for (const token of [undefined, first, second, first]) {
      statuses.push((await graph.send("{ hello }", { token })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it("gives many accounts behind one client address five rates together", async () => {
    const signer = createRsaSigner();
    const publisher = await startKeyPublisher([signer.jwk]);
    const graph = await startGuardedGraph({
      RATE_LIMIT: "1",
      RATE_LIMIT_BURST: "2",
      JWKS_URL: publisher.url,
      TRUSTED_PROXIES: "127.0.0.0/8",
    });
    const ask = async (index: number, address: string) => {
      const token = signer.sign({ claims: { sub: `account ${index}` } });
      const answer = await graph.send("{ hello }", { token, headers: { "x-forwarded-for": address } });
      return answer.status;
    };
    const indexes = Array.from({ length: 40 }, (_, index) => index);
    const statuses = await Promise.all(indexes.map((index) => ask(index, index % 2 ? "::ffff:c000:201" : "192.0.2.1")));
    const given = statuses.filter((status) => status === 200).length;
    expect(given).toBeGreaterThanOrEqual(10);
    expect(statuses.filter((status) => status === 429).length).toBe(40 - given);
    expect(given).toBeLessThan(40);
    expect(await ask(39, "192.0.2.2")).toBe(200);
  });

  it("counts requests with bad tokens for their address", async () => {
    const graph = await startGuardedGraph({ RATE_LIMIT: "1", RATE_LIMIT_BURST: "2" });
    const statuses: number[] = [];
    for (const token of ["bad", "bad", "bad"]) statuses.push((await graph.send("{ hello }", { token })).status);
    expect(statuses).toEqual([401, 401, 429]);
  });

  it("limits nobody when RATE_LIMIT is 0", async () => {
    const graph = await startGuardedGraph({ RATE_LIMIT: "0", RATE_LIMIT_BURST: "1" });
    const answers = await Promise.all(Array.from({ length: 20 }, () => graph.send("{ hello }")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
