import { createRsaSigner, type TokenSigner } from "../support/access-tokens.ts";
import { answerJson, type FakeSubgraph, type Respond, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { type Answer, type SendOptions, sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { readMetrics } from "../support/metrics.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

const NOTES_SDL = "type Query { note(id: ID): Note  more: String } type Note { id: ID! text: String }";

/** Answers as the subgraph does at first. It may be kept for a minute, by all. */
export const ANSWER = answerNote("public");

/** Two routers of one deployment before one subgraph. */
export interface TwoRouters {
  readonly subgraph: FakeSubgraph;
  readonly one: TestProcess;
  readonly other: TestProcess;
  readonly signer: TokenSigner;
  readonly supergraphPath: string;
  /** The variables that the routers were started with. */
  readonly variables: Variables;
}

/** Answers a note that may be kept for a minute. */
export function answerNote(scope: "public" | "private", data: object = { note: { id: "1", text: "hello" } }): Respond {
  const headers = { "content-type": "application/json", "cache-control": `max-age=60, ${scope}` };
  return (response) => response.writeHead(200, headers).end(JSON.stringify({ data }));
}

/** Starts them with the server at `url`, and waits until they share. They are stopped after the file's tests. */
export async function startTwoRouters(url: string, changes: Variables = {}): Promise<TwoRouters> {
  const signer = createRsaSigner();
  const { url: keysUrl } = await startKeyPublisher([signer.jwk]);
  const subgraph = await startFakeSubgraph(answerJson({ data: { note: null } }));
  subgraph.respondWith(ANSWER);
  const supergraphPath = writeSupergraph([{ name: "notes", url: subgraph.url, sdl: NOTES_SDL }]);
  const variables = {
    SUPERGRAPH_PATH: supergraphPath,
    JWKS_URL: keysUrl,
    REDIS_URL: url,
    RESPONSE_CACHE_BYTES: "10000000",
    ...changes,
  };
  const [one, other] = await Promise.all([
    startProcess("router/main", variables),
    startProcess("router/main", variables),
  ]);
  await waitForSharing(one);
  await waitForSharing(other);
  return { subgraph, one, other, signer, supergraphPath, variables };
}

/** Waits until `router` has Redis, with all its workers. */
export function waitForSharing(router: TestProcess, processes = 1): Promise<unknown> {
  return waitFor("Redis", async () => (await countConnected(router)) === processes);
}

/** Waits until `router` has noticed that Redis is away. */
export function waitForLoss(router: TestProcess): Promise<unknown> {
  return waitFor("the loss", async () => (await countConnected(router)) === 0);
}

async function countConnected(router: TestProcess): Promise<number | null> {
  return (await readMetrics(router)).find("router_redis_connected");
}

/** How often `router` has looked in Redis for what is of this kind, and found that. */
export async function countLookups(router: TestProcess, labels: Readonly<Record<string, string>>): Promise<number> {
  return (await readMetrics(router)).find("router_redis_lookups_total", labels) ?? 0;
}

let nextId = 0;

/** An operation that no other test has sent. */
export function inventOperation(): string {
  nextId += 1;
  return `{ note(id: "${process.pid} ${nextId}") { text } }`;
}

/** Sends an operation to `router`. */
export function ask(router: TestProcess, query: string, options: SendOptions = {}): Promise<Answer<unknown>> {
  return sendOperation(router.url, query, options);
}
