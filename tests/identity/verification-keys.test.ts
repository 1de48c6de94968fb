import { createServer } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess } from "../support/process.ts";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

const BOOKS = "{ books { totalCount } }";

const stack = await startStack();
const accountsToken = await stack.signIn("reader");

/** An address at which nothing answers. */
async function findDeadUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/keys`;
}

it("are kept while accounts is down, by the router and by subgraphs", async () => {
  await stack.send(BOOKS, { token: accountsToken });
  await stack.accounts.stop("SIGKILL");
  for (const { url } of [stack.router, stack.books]) {
    expect(await sendOperation(url, BOOKS, { token: accountsToken })).toMatchObject({
      status: 200,
      codes: [],
    });
  }
});

describe("while none was ever had", () => {
  it.each([
    ["a token is answered with 503", createRsaSigner().sign(), 503, ["SERVICE_UNAVAILABLE"]],
    ["what is no token at all is refused as ever", "nonsense", 401, ["UNAUTHENTICATED"]],
    ["no token is served as ever", undefined, 200, []],
  ])("%s", async (_what, token, status, codes) => {
    const router = await startProcess("router/main", { JWKS_URL: await findDeadUrl() });
    expect(await sendOperation(router.url, "{ __typename }", { token })).toMatchObject({ status, codes });
  });
});

it("are found once accounts comes up after the router", async () => {
  await stack.accounts.stop("SIGKILL");
  const router = await startProcess("router/main", {
    JWKS_URL: `${stack.accounts.url}/.well-known/jwks.json`,
  });
  const send = () => sendOperation(router.url, "{ __typename }", { token: accountsToken });
  expect((await send()).status).toBe(503);
  await stack.accounts.restart();
  await waitFor("the keys", async () => (await send()).status === 200);
});

describe("of several publishers", () => {
  const signer = createRsaSigner();

  it("are all accepted, one of the publishers being dead", async () => {
    const other = createRsaSigner();
    const publishers = [await startKeyPublisher([signer.jwk]), await startKeyPublisher([other.jwk])];
    const urls = [await findDeadUrl(), ...publishers.map(({ url }) => url)];
    const router = await startProcess("router/main", { JWKS_URL: urls.join(" , ") });
    const statuses = [];
    for (const token of [signer.sign(), other.sign(), createRsaSigner().sign()]) {
      statuses.push((await sendOperation(router.url, "{ __typename }", { token })).status);
    }
    // The dead publisher may have the key of the third: nothing can be said of it yet.
    expect(statuses).toEqual([200, 200, 503]);
  });

  it("are not fetched anew for each made-up key id", async () => {
    const publisher = await startKeyPublisher([signer.jwk]);
    const router = await startProcess("router/main", { JWKS_URL: publisher.url });
    const kids = Array.from({ length: 20 }, (_, index) => `made-up-${index}`);
    const tokens = kids.map((kid) => signer.sign({ header: { kid } }));
    const answers = await Promise.all(
      [signer.sign(), ...tokens].map((token) => sendOperation(router.url, "{ __typename }", { token })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, ...kids.map(() => 401)]);
    expect(publisher.countFetches()).toBe(1);
  });
});
