import { expect, it } from "@jest/globals";
import { writeSettings } from "../../settings-file/settings.ts";
import { createRsaSigner } from "../../support/access-tokens.ts";
import { startKeyPublisher } from "../../support/key-publisher.ts";
import { readMetrics } from "../../support/metrics.ts";
import { startProcess } from "../../support/process.ts";
import { writeSupergraph } from "../../support/supergraph-file.ts";
import { waitFor } from "../../support/wait-for.ts";
import { startLiveSubgraph, subscribe } from "./event-streams.ts";

const SDL = `
  type Query { latest: Int }
  type Subscription { ticks: Int @policy(policies: [["slow"]]) }`;
const TICKS = "subscription { ticks }";

const news = await startLiveSubgraph(() => ({}));
const signer = createRsaSigner();
const keys = await startKeyPublisher([signer.jwk]);
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([{ name: "news", url: news.url, sdl: SDL }]),
  JWKS_URL: keys.url,
  ROUTER_CONFIG: writeSettings(
    "settings.mjs",
    "export default { policies: { slow: () => new Promise((resolve) => setTimeout(resolve, 300, true)) } };",
  ),
});

it("nothing begins for a client that has left while a policy was asked", async () => {
  const token = signer.sign();
  // The planning of an unknown operation would notice it.
  (await subscribe(router.url, TICKS, { token })).close();
  const leaving = AbortSignal.timeout(100);
  const left = fetch(`${router.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: TICKS }),
    signal: leaving,
  });
  await expect(left).rejects.toThrow();
  // Its policy takes longer than that of the other one.
  const stream = await subscribe(router.url, TICKS, { token });
  expect(stream.status).toBe(200);
  await waitFor("its stream", () => news.listOpen().length === 1);
  stream.close();
  await waitFor("the end of the upstream", () => news.listOpen().length === 0, 3_000);
  expect((await readMetrics(router)).find("subscriptions_open")).toBe(0);
});
