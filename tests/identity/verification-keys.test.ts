import { createServer } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess, type TestProcess } from "../support/process.ts";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

const BOOKS = "{ books { totalCount } }";

/** An address at which nothing answers. */
async function findDeadUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/keys`;
}

it("are kept while accounts is down, by the router and by subgraphs", async () => {
  const stack = await startStack();
  const token = await stack.signIn("reader");
  await stack.send(BOOKS, { token });
  await stack.accounts.stop("SIGKILL");
  expect(await stack.send(BOOKS, { token })).toMatchObject({ status: 200, codes: [] });
  expect(await sendOperation(stack.books.url, BOOKS, { token })).toMatchObject({ status: 200, codes: [] });
});

describe("while none was ever had", () => {
  let router: TestProcess;
  const signer = createRsaSigner();

  it("a token is answered with 503, and no token as ever", async () => {
    router = await startProcess("router/main", { JWKS_URL: await findDeadUrl() });
    const withToken = await sendOperation(router.url, "{ __typename }", { token: signer.sign() });
    expect(withToken).toMatchObject({ status: 503, codes: ["SERVICE_UNAVAILABLE"], data: undefined });
    expect(await sendOperation(router.url, "{ __typename }")).toMatchObject({ status: 200, codes: [] });
  });

  it("what is no token at all is refused all the same", async () => {
    expect(await sendOperation(router.url, "{ __typename }", { token: "nonsense" })).toMatchObject({
      status: 401,
      codes: ["UNAUTHENTICATED"],
    });
  });
});

it("are found once accounts comes up after the router", async () => {
  const stack = await startStack();
  const token = await stack.signIn("reader");
  await stack.accounts.stop("SIGKILL");
  const router = await startProcess("router/main", {
    JWKS_URL: `${stack.accounts.url}/.well-known/jwks.json`,
    BOOKS_URL: `${stack.books.url}/graphql`,
  });
  expect((await sendOperation(router.url, "{ __typename }", { token })).status).toBe(503);
  await stack.accounts.restart();
  const answer = await waitFor("the keys", async () => {
    const { status, data } = await sendOperation(router.url, "{ __typename }", { token });
    return status === 200 && data;
  });
  expect(answer).toEqual({ __typename: "Query" });
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
