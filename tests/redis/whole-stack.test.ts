import { expect, it } from "@jest/globals";
import { hashDocument } from "../security/persisted-query.ts";
import { startOwnStack } from "../support/own-stack.ts";
import { nameVariable } from "../support/own-subgraphs.ts";
import { startProcess, type TestProcess } from "../support/process.ts";
import { waitFor } from "../support/wait-for.ts";
import { startRedisServer } from "./redis-server.ts";
import { waitForLoss, waitForSharing } from "./two-routers.ts";

const BURST = 50;
const QUERY = "query Myself { me { username } }";

const redis = await startRedisServer();
const variables = { REDIS_URL: redis.url, RATE_LIMIT: "1", RATE_LIMIT_BURST: String(BURST) };
const stack = await startOwnStack(variables);
const addresses = stack.subgraphs.map(({ name, url }) => [nameVariable(name, "URL"), `${url}/graphql`]);
const second = await startProcess("router/main", {
  ...variables,
  ...Object.fromEntries(addresses),
  DATA_DIR: stack.dataFolder,
  JWKS_URL: `${stack.accounts.url}/.well-known/jwks.json`,
});
await waitForSharing(stack.router);
await waitForSharing(second);

/** Names the operation by its hash alone, or registers it. */
async function askByHash(
  { url }: TestProcess,
  token: string,
  query?: string,
): Promise<{ status: number; body: string }> {
  const extensions = { persistedQuery: { version: 1, sha256Hash: hashDocument(QUERY) } };
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, extensions }),
  });
  return { status: response.status, body: await response.text() };
}

/** Asks until the limit. @returns how often it was given */
async function spend(router: TestProcess, token: string): Promise<number> {
  let given = 0;
  await waitFor("the limit", async () => {
    const { status } = await askByHash(router, token);
    if (status === 200) given += 1;
    return status === 429;
  });
  return given;
}

it("who signs in at one router has the same operations and one rate at both", async () => {
  const token = await stack.signIn("editor");
  const startedAt = performance.now();
  await askByHash(stack.router, token, QUERY);
  await waitFor("the document", async () => (await redis.listKeys()).length > 0);
  expect(await askByHash(second, token)).toEqual({ status: 200, body: '{"data":{"me":{"username":"editor"}}}\n' });
  const given = (await spend(stack.router, token)) + (await spend(second, token));
  expect(given).toBeLessThan(1.5 * BURST + (performance.now() - startedAt) / 1_000);
});

it("both routers serve the stack without Redis", async () => {
  const token = await stack.signIn("reader");
  await redis.kill();
  await Promise.all([stack.router, second].map(waitForLoss));
  for (const router of [stack.router, second]) {
    expect(await askByHash(router, token, QUERY)).toMatchObject({ status: 200 });
  }
});
