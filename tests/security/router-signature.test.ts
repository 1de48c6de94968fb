import type { OutgoingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { buildRouterSignature, type UnsignedRequest } from "../../packages/server/router-auth/signature.ts";
import { createSigningKey } from "../../packages/server/router-auth/signing-key.ts";
import { createRsaSigner } from "../support/access-tokens.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { countLoggedStatements } from "../support/logged-statements.ts";
import { startProcess } from "../support/process.ts";
import { type RawRequest, sendRaw } from "../support/raw-request.ts";
import { ROUTER_SECRET } from "../support/router-signature.ts";

const signer = createRsaSigner();
const OLD_SECRET = "an-older-secret-of-more-than-32-characters";
const accounts = await startProcess("subgraphs/accounts/main", {
  DATA_DIR: createDataFolder(),
  JWT_PRIVATE_KEY: signer.privateKeyPem,
  LOG_LEVEL: "debug",
  ROUTER_SECRET: `${ROUTER_SECRET}, ${OLD_SECRET}`,
});

const SECOND = 1000;
const ADDRESS = "192.0.2.1";
const BODY = JSON.stringify({ query: "{ me { username } }" });
const GET_PATH = "/graphql?query=%7B%20me%20%7B%20username%20%7D%20%7D";
const ANSWER = { data: { me: null } };

const authorization = `Bearer ${signer.sign({ claims: { sub: "alice" } })}`;
const HEADERS = { "content-type": "application/json", authorization, "x-client-address": ADDRESS };
const GET_HEADERS = { authorization, "x-client-address": ADDRESS, "apollo-require-preflight": "1" };

/** What the router signs when it asks for alice, but for `change`. */
function sign(change: Partial<UnsignedRequest> = {}, secret = ROUTER_SECRET, now = Date.now()): string {
  const request = {
    method: "POST",
    target: "/graphql",
    body: BODY,
    callerId: "alice",
    clientAddress: ADDRESS,
  };
  return buildRouterSignature({ ...request, ...change }, createSigningKey(secret), now);
}

/** Replaces what `pattern` finds in a good signature. */
function forge(pattern: RegExp, replacement: string): string {
  const good = sign();
  const forged = good.replace(pattern, replacement);
  expect(forged).not.toBe(good);
  return forged;
}

/** Sends a request that must be refused. Fails when accounts did anything for it. */
async function expectRefusal(request: RawRequest): Promise<void> {
  const before = await countLoggedStatements(accounts);
  const { status, headers, body } = await sendRaw(accounts.url, request);
  expect({ status, challenge: headers["www-authenticate"], body: JSON.parse(body) }).toEqual({
    status: 401,
    challenge: "Router",
    body: {
      errors: [{ message: "This subgraph answers its router alone.", extensions: { code: "UNAUTHENTICATED" } }],
    },
  });
  expect(await countLoggedStatements(accounts)).toBe(before);
}

type SignatureHeader = string | string[] | undefined;

const REFUSED: [what: string, buildSignature: () => SignatureHeader][] = [
  ["none", () => undefined],
  ["an empty one", () => ""],
  ["one of another secret", () => sign({}, "not-the-secret-but-of-the-same-length")],
  ["one of a secret that begins like ours", () => sign({}, ROUTER_SECRET.slice(0, -1))],
  ["one of both secrets in one", () => sign({}, `${ROUTER_SECRET}, ${OLD_SECRET}`)],
  ["one of another body", () => sign({ body: BODY.replace("me", "Me") })],
  ["one of a body with one blank more", () => sign({ body: `${BODY} ` })],
  ["one of no body", () => sign({ body: "" })],
  ["one for another caller", () => sign({ callerId: "bob" })],
  ["one for nobody", () => sign({ callerId: null })],
  ["one for a caller whose id begins like this one's", () => sign({ callerId: "alice2" })],
  ["one of another address", () => sign({ clientAddress: "192.0.2.2" })],
  ["one without an address", () => sign({ clientAddress: null })],
  ["one of another method", () => sign({ method: "GET" })],
  ["one of another path", () => sign({ target: "/graphql/" })],
  ["one of a path with a query", () => sign({ target: "/graphql?a=b" })],
  ["one of 31 seconds ago", () => sign({}, ROUTER_SECRET, Date.now() - 31 * SECOND)],
  ["one of an hour ago", () => sign({}, ROUTER_SECRET, Date.now() - 3600 * SECOND)],
  ["one of 45 seconds from now", () => sign({}, ROUTER_SECRET, Date.now() + 45 * SECOND)],
  ["one whose time was changed", () => forge(/t=\d+/, `t=${Math.floor(Date.now() / SECOND) + 5}`)],
  ["one whose time is in milliseconds", () => forge(/t=\d+/, `t=${Date.now()}`)],
  ["one whose time is negative", () => forge(/t=/, "t=-")],
  ["one whose caller was changed", () => forge(/caller=[^,]*/, "caller=Ym9i")],
  ["one whose body was changed", () => forge(/body=\w{4}/, "body=0000")],
  ["one whose code was changed", () => forge(/.$/, sign().endsWith("0") ? "1" : "0")],
  ["one whose code is cut off", () => forge(/.$/, "")],
  ["one whose code is too long", () => forge(/$/, "0")],
  ["one without a code", () => forge(/,v1=.*/, "")],
  ["one with an empty code", () => forge(/v1=.*/, "v1=")],
  ["one in upper case", () => sign().toUpperCase()],
  ["one of another version", () => forge(/v1=/, "v2=")],
  ["one with a part more", () => forge(/$/, ",v1=0")],
  ["one with a blank", () => forge(/,body/, ", body")],
  ["one in another order", () => sign().split(",").reverse().join()],
  ["one of 10 KB", () => `${sign()},${"v1=0,".repeat(2000)}`],
  ["the secret itself", () => ROUTER_SECRET],
  ["two", () => [sign(), sign()]],
  ["two, the first of them empty", () => ["", sign()]],
  ["two in one header", () => `${sign()}, ${sign()}`],
];

describe("a subgraph refuses, and executes nothing for, a request whose signature is", () => {
  it.each(REFUSED)("%s", async (_what, buildSignature) => {
    const signature = buildSignature();
    const headers: OutgoingHttpHeaders = signature === undefined ? {} : { "router-signature": signature };
    await expectRefusal({ headers: { ...HEADERS, ...headers }, body: BODY });
  });
});

describe("a subgraph refuses, and executes nothing for,", () => {
  it("a token of one caller under a signature for another", async () => {
    const token = signer.sign({ claims: { sub: "bob" } });
    const headers = { ...HEADERS, authorization: `Bearer ${token}`, "router-signature": sign() };
    await expectRefusal({ headers, body: BODY });
  });

  it("no token under a signature for a caller", async () => {
    const { authorization: _token, ...headers } = HEADERS;
    await expectRefusal({ headers: { ...headers, "router-signature": sign() }, body: BODY });
  });

  it("an address that was added, or repeated", async () => {
    const signature = sign({ clientAddress: null });
    await expectRefusal({ headers: { ...HEADERS, "router-signature": signature }, body: BODY });
    const twice = { ...HEADERS, "x-client-address": [ADDRESS, ADDRESS], "router-signature": sign() };
    await expectRefusal({ headers: twice, body: BODY });
  });

  it("the secret in the header for routers that cannot sign", async () => {
    await expectRefusal({ headers: { ...HEADERS, "router-authorization": ROUTER_SECRET }, body: BODY });
  });

  it.each([
    ["the schema", "{ _service { sdl } }"],
    ["introspection", "{ __schema { types { name } } }"],
    ["entities", '{ _entities(representations: [{ __typename: "Book", id: "1" }]) { __typename } }'],
    ["nothing in particular", "{ __typename }"],
    ["a mutation", 'mutation { addBook(title: "a", author: "b") { id } }'],
    ["what is not GraphQL", "{ not"],
  ])("%s, unsigned", async (_what, query) => {
    const { "x-client-address": _address, ...headers } = HEADERS;
    await expectRefusal({ headers, body: JSON.stringify({ query }) });
  });

  it.each<[what: string, request: RawRequest]>([
    ["GET", { method: "GET", path: GET_PATH, headers: GET_HEADERS }],
    [
      "GET with a body",
      {
        method: "GET",
        path: GET_PATH,
        headers: { ...GET_HEADERS, "content-length": BODY.length },
        body: BODY,
      },
    ],
    ["what is not JSON", { headers: HEADERS, body: "{" }],
    ["no body", { headers: HEADERS }],
    ["a form", { headers: { ...HEADERS, "content-type": "application/x-www-form-urlencoded" }, body: "a=b" }],
    ["a body over the limit", { headers: HEADERS, body: `"${"a".repeat(3_000_000)}"` }],
  ])("%s, unsigned, and does not say what is wrong with it", async (_what, request) => {
    await expectRefusal(request);
  });

  it("GET with the signature of another query", async () => {
    const target = GET_PATH.replace("username", "__typename");
    const signature = sign({ method: "GET", target, body: "" });
    await expectRefusal({
      method: "GET",
      path: GET_PATH,
      headers: { ...GET_HEADERS, "router-signature": signature },
    });
  });
});

it("a subgraph does not wait for the body of a request that is not the router's", async () => {
  const { hostname, port } = new URL(accounts.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n",
  );
  const [first] = await new Promise<string[]>((resolve) =>
    socket.once("data", (chunk) => resolve(chunk.toString("utf8").split("\r\n"))),
  );
  socket.destroy();
  expect(first).toBe("HTTP/1.1 401 Unauthorized");
});

describe("a subgraph answers", () => {
  it.each([
    ["now", 0],
    ["20 seconds ago", -20],
    ["in 20 seconds, by its own clock", 20],
  ])("what was signed %s", async (_when, seconds) => {
    const before = await countLoggedStatements(accounts);
    const signature = sign({}, ROUTER_SECRET, Date.now() + seconds * SECOND);
    const { status, body } = await sendRaw(accounts.url, {
      headers: { ...HEADERS, "router-signature": signature },
      body: BODY,
    });
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: ANSWER });
    expect(await countLoggedStatements(accounts)).toBeGreaterThan(before);
  });

  it.each<[what: string, request: RawRequest, signature: string]>([
    ["a signature of the older secret", { body: BODY }, sign({}, OLD_SECRET)],
    ["a body in chunks", { headers: { "transfer-encoding": "chunked" }, body: BODY }, sign()],
    [
      "a query by GET",
      { method: "GET", path: GET_PATH, headers: GET_HEADERS },
      sign({ method: "GET", target: GET_PATH, body: "" }),
    ],
    [
      "a caller whose id has commas, blanks and letters beyond ASCII",
      { headers: { authorization: `Bearer ${signer.sign({ claims: { sub: "a, b=ü\n😄" } })}` }, body: BODY },
      sign({ callerId: "a, b=ü\n😄" }),
    ],
  ])("%s", async (_what, { headers = {}, ...request }, signature) => {
    const { status, body } = await sendRaw(accounts.url, {
      ...request,
      headers: { ...HEADERS, ...headers, "router-signature": signature },
    });
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: ANSWER });
  });

  it("the same request twice: a signature is good for its time, not for one use", async () => {
    const request = { headers: { ...HEADERS, "router-signature": sign() }, body: BODY };
    const statuses = [await sendRaw(accounts.url, request), await sendRaw(accounts.url, request)];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("bodies that are too large as such, once they are the router's", async () => {
    const body = JSON.stringify({ query: "{ __typename }", extensions: { text: "a".repeat(3_000_000) } });
    const headers = { ...HEADERS, "router-signature": sign({ body }) };
    expect((await sendRaw(accounts.url, { headers, body })).status).toBe(413);
  });
});

it("the log says why a request was refused, and no log ever has a secret", () => {
  const reasons = accounts
    .logLines()
    .filter(({ msg }) => msg === "a request that is not the router's was refused")
    .map(({ reason }) => String(reason).replace(/\d+/, "n"));
  expect(new Set(reasons)).toEqual(
    new Set([
      "no single router-signature header",
      "a malformed signature",
      "another secret, or another request",
      "another body",
      "another caller",
      "a signature of n seconds ago: do the clocks agree?",
      "a signature of -n seconds ago: do the clocks agree?",
    ]),
  );
  expect(accounts.output()).not.toContain(ROUTER_SECRET);
  expect(accounts.output()).not.toContain(OLD_SECRET);
});
