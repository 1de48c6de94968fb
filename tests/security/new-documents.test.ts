import { expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { TEST_SUPERGRAPH } from "../support/graph/test-graph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess } from "../support/process.ts";
import { recordLoop } from "../support/recorded-loop.ts";

const KNOWN = 'query Known { item(id: "1") { title } }';
/** More than wait for one caller at most, so that some are refused. */
const CONNECTIONS = 50;
const FLOOD_MS = 4_000;
/** A plan takes some 25 ms of a processor, and with the rest of the test beside it a few times as long. */
const LONGEST_HOLD_UP_MS = 400;

const subgraph = await startFakeSubgraph(answerJson({ data: { item: { title: "Emma" } } }));
const signer = createRsaSigner();
const publisher = await startKeyPublisher([signer.jwk]);
const loop = recordLoop();
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: TEST_SUPERGRAPH,
  ACCOUNTS_URL: subgraph.url,
  ITEMS_URL: subgraph.url,
  NOTES_URL: subgraph.url,
  JWKS_URL: publisher.url,
  ...loop.variables,
});

const tokenOf = (sub: string) => signer.sign({ claims: { sub } });

/** Some 620 bytes: twenty aliases of an entity, whose fields come from three subgraphs. */
function writeDocument(name: string): string {
  const fields = Array.from({ length: 20 }, (_, index) => `a${index}: item(id: "${index}") { ...F }`).join(" ");
  return `query ${name} { ${fields} }
    fragment F on Item { ...G notes(first: 1) { nodes { author { ...U } item { title } } } }
    fragment G on Item { id title noteCount } fragment U on User { username }`;
}

it("one caller who sends new documents without end has no known operation refused, nor new ones of others", async () => {
  const others = ["first", "second", "third", "fourth"].map(tokenOf);
  await sendOperation(router.url, KNOWN, { token: others[0] });
  const before = Date.now();
  const until = performance.now() + FLOOD_MS;
  const isOver = () => performance.now() >= until;
  let sent = 0;
  const flood: Answered[] = [];
  const attackers = Array.from({ length: CONNECTIONS }, async () => {
    const token = tokenOf("attacker");
    while (!isOver()) {
      sent += 1;
      const { status, codes, headers } = await sendOperation(router.url, writeDocument(`N${sent}`), {
        token,
      });
      flood.push({ status, code: codes[0], retryAfter: headers.get("retry-after") });
    }
  });
  const known: number[] = [];
  const knownClients = others.map(async (token) => {
    while (!isOver()) known.push((await sendOperation(router.url, KNOWN, { token })).status);
  });
  const fresh: number[] = [];
  const freshClient = async () => {
    while (!isOver()) {
      const query = `query F${fresh.length} { item(id: "1") { title } }`;
      fresh.push((await sendOperation(router.url, query, { token: others[0] })).status);
    }
  };
  await Promise.all([...attackers, ...knownClients, freshClient()]);

  expect(new Set(known)).toEqual(new Set([200]));
  expect(new Set(fresh)).toEqual(new Set([200]));
  const planned = flood.filter(({ status }) => status === 200).length;
  const refused = flood.filter(({ status }) => status !== 200);
  expect(planned).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expect(answer).toEqual({
      status: 503,
      code: "SERVICE_UNAVAILABLE",
      retryAfter: expect.stringMatching(/^\d+$/),
    });
  }
  // A plan at a time, and others between two of them.
  const longest = Math.max(...loop.readWork(before).map((work) => work.longest));
  expect(longest).toBeLessThan(LONGEST_HOLD_UP_MS);
});

interface Answered {
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfter: string | null;
}
