import { expect, it } from "@jest/globals";
import { startLettersGraph } from "../responses/letters-graph.ts";
import { hashDocument, sendPersistedQuery } from "../security/persisted-query.ts";
import { readMetrics } from "../support/metrics.ts";
import { waitFor } from "../support/wait-for.ts";

// The port 1 refuses connections.
const { router, send } = await startLettersGraph({
  REDIS_URL: "redis://:not-to-be-told@127.0.0.1:1",
  RESPONSE_CACHE_BYTES: "1000000",
});
const { router: alone } = await startLettersGraph();

it("a router serves without the server that is to be shared, and says so once", async () => {
  const away = () => router.logLines().filter(({ msg }) => String(msg).startsWith("Redis"));
  await waitFor("the log", () => away().length > 0);
  for (let time = 0; time < 3; time += 1) {
    expect((await send('{ letter(id: "1") { text } }')).data).toEqual({ letter: { text: "Dear reader" } });
    const { codes } = await sendPersistedQuery(router.url, { id: hashDocument("{ mine }") });
    expect(codes).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
  }
  const metrics = await waitFor("lookups", async () => {
    const read = await readMetrics(router);
    return (read.find("router_redis_lookups_total", { result: "away" }) ?? 0) > 0 && read;
  });
  expect(metrics.find("router_redis_connected")).toBe(0);
  expect(away()).toHaveLength(1);
  expect(away()[0]).toMatchObject({ level: "warn", reason: "connect ECONNREFUSED 127.0.0.1:1" });
  expect(router.output()).not.toContain("not-to-be-told");
});

it("a router that is to share nothing has no metrics of it", async () => {
  expect((await readMetrics(alone)).text).not.toContain("redis");
});
