import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startHangingPublisher, startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess } from "../support/process.ts";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

// A port that is reserved for a service nobody runs.
const DEAD_URL = "http://127.0.0.1:1/keys";
const ITEMS = "{ items { totalCount } }";

const stack = await startStack();
const routerWithoutKeys = await startProcess("router/main", { JWKS_URL: DEAD_URL });
const accountsToken = await stack.signIn("reader");

it("are kept while accounts is down, by the router and by subgraphs", async () => {
  await stack.send(ITEMS, { token: accountsToken });
  await stack.accounts.stop("SIGKILL");
  const token = accountsToken;
  for (const { url } of [stack.router, stack.items]) {
    expect(await sendOperation(url, ITEMS, { token, asRouter: true })).toMatchObject({
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
    const answer = await sendOperation(routerWithoutKeys.url, "{ __typename }", { token });
    expect(answer).toMatchObject({ status, codes });
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
    const urls = [DEAD_URL, ...publishers.map(({ url }) => url)];
    const router = await startProcess("router/main", { JWKS_URL: urls.join(" , ") });
    const statuses = [];
    for (const token of [signer.sign(), other.sign(), createRsaSigner().sign()]) {
      statuses.push((await sendOperation(router.url, "{ __typename }", { token })).status);
    }
    // The dead publisher may have the key of the third: nothing can be said of it yet.
    expect(statuses).toEqual([200, 200, 503]);
  });

  it("are not waited for from a publisher that hangs when another has the key", async () => {
    const publisher = await startKeyPublisher([signer.jwk]);
    const hanging = await startHangingPublisher();
    const router = await startProcess("router/main", { JWKS_URL: `${hanging.url},${publisher.url}` });
    const { status } = await sendOperation(router.url, "{ __typename }", { token: signer.sign() });
    expect(status).toBe(200);
    // Had it been waited for, it would have been given up before.
    expect([hanging.countFetches(), hanging.countWaiting()]).toEqual([1, 1]);
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
