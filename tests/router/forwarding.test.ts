import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { answerJson } from "../support/fake-subgraph.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { sendRaw } from "../support/raw-request.ts";
import { PRODUCTS, startProductGraph } from "./product-graph.ts";

const signer = createRsaSigner();
const { url: keysUrl } = await startKeyPublisher([signer.jwk]);
const { products, reviews, router, send } = await startProductGraph({ JWKS_URL: keysUrl });
reviews.respondWith(answerJson({ data: { _entities: [{ rating: 5 }] } }));

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const token = signer.sign();

// What HTTP itself needs; the rest is the router's to choose.
const TRANSPORT_HEADERS = ["host", "connection", "content-length"];

const CLIENT_HEADERS = {
  cookie: "session=secret",
  "x-forwarded-for": "10.0.0.1",
  "x-api-key": "secret",
  "user-agent": "a client",
  "accept-language": "nl",
  origin: "https://studio.apollographql.com",
  referer: "https://example.test/",
  "apollographql-client-name": "web",
  "x-http-method-override": "DELETE",
  "x-client-address": "10.0.0.1",
  "router-signature": "t=1,body=2,caller=3,v1=4",
  "router-authorization": "a guess",
  "remaining-time-ms": "86400000",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

describe("what reaches a subgraph of a client's request", () => {
  it("is the operation, the token, the request id, the client's address, the time left, the trace and the router's own signature, and no other header", async () => {
    await send("{ product { rating } }", { token, headers: { ...CLIENT_HEADERS, "x-request-id": "abc-1" } });
    for (const { requests } of [products, reviews]) {
      const { headers } = requests.at(-1) ?? { headers: {} };
      const own = Object.entries(headers).filter(([name]) => !TRANSPORT_HEADERS.includes(name));
      expect(Object.fromEntries(own)).toEqual({
        "content-type": "application/json",
        accept: "application/json",
        authorization: `Bearer ${token}`,
        "x-request-id": "abc-1",
        "x-client-address": "127.0.0.1",
        "remaining-time-ms": expect.stringMatching(/^\d{1,4}$/),
        traceparent: CLIENT_HEADERS.traceparent,
        "router-signature": expect.stringMatching(/^t=\d+,body=[\da-f]{64},caller=c29tZWJvZHk,v1=[\da-f]{64}$/),
      });
    }
  });

  it("has no Authorization header when the client sent none", async () => {
    await send("{ product { name } }");
    expect(products.requests.at(-1)?.headers).not.toHaveProperty("authorization");
  });

  it("has the token in the form the router has checked, however the client wrote it", async () => {
    await sendRaw(router.url, {
      headers: { "content-type": "application/json", authorization: `bEARER    ${token} ` },
      body: JSON.stringify({ query: "{ product { name } }" }),
    });
    expect(products.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  });

  it("has neither the client's extensions nor variables that its operation does not use", async () => {
    await sendRaw(router.url, {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        query: "query ($rated: Boolean!) { product { name @include(if: $rated) } best }",
        variables: { rated: true, stray: "value" },
        extensions: { secret: 1 },
      }),
    });
    const { body } = products.requests.at(-1) ?? {};
    // What the condition decides is decided before a subgraph is asked.
    expect({ variables: {}, ...body, query: undefined }).toEqual({ variables: {} });
  });
});

describe("what reaches a client of a subgraph's answer", () => {
  it("is data and errors, and no header", async () => {
    const headers = {
      "content-type": "application/json",
      "set-cookie": "session=stolen",
      "cache-control": "public, max-age=3600",
      "x-request-id": "another",
      "x-powered-by": "a subgraph",
      "access-control-allow-origin": "*",
      "www-authenticate": "Basic",
      location: "https://example.test/",
    };
    const plain = await send("{ product { name } }");
    products.respondWith((response) => response.writeHead(203, headers).end(JSON.stringify({ data: PRODUCTS })));
    const answer = await send("{ product { name } }", { headers: { "x-request-id": "abc-2" } });
    products.respondWith(answerJson({ data: PRODUCTS }));
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: plain.body });
    expect([...answer.headers.keys()]).toEqual([...plain.headers.keys()]);
    expect(answer.headers.get("x-request-id")).toBe("abc-2");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});

describe("the request id", () => {
  it("that the client gives comes back, and goes to the subgraphs", async () => {
    const { headers } = await send("{ product { name } }", { headers: { "x-request-id": "My_id-42" } });
    expect(headers.get("x-request-id")).toBe("My_id-42");
    expect(products.requests.at(-1)?.headers["x-request-id"]).toBe("My_id-42");
  });

  it.each<[what: string, given: string | string[] | undefined]>([
    ["absent", undefined],
    ["empty", ""],
    ["too long", "a".repeat(65)],
    ["of other characters", 'a"}{"b'],
    ["with a blank", "a b"],
    ["given twice", ["a", "b"]],
    ["not ASCII", "\u00e9\u00e9"],
  ])("is a new one when the client's is %s", async (_what, given) => {
    const { headers } = await sendRaw(router.url, {
      headers: {
        "content-type": "application/json",
        ...(given === undefined ? {} : { "x-request-id": given }),
      },
      body: JSON.stringify({ query: "{ product { name } }" }),
    });
    expect(headers["x-request-id"]).toMatch(UUID);
    expect(products.requests.at(-1)?.headers["x-request-id"]).toBe(headers["x-request-id"]);
  });
});

describe("connections to a subgraph", () => {
  it("are kept and used again", async () => {
    await send("{ product { rating } }");
    const before = [products, reviews].map((subgraph) => subgraph.countConnections());
    for (let index = 0; index < 50; index += 1) await send("{ product { rating } }");
    expect([products, reviews].map((subgraph) => subgraph.countConnections())).toEqual(before);
  });

  it("are not opened without bound for requests at once", async () => {
    products.respondWith((response, request) => {
      setImmediate(() => answerJson({ data: PRODUCTS })(response, request));
    });
    const answers = await Promise.all(Array.from({ length: 300 }, () => send("{ product { name } }")));
    expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
    expect(products.countMostOpen()).toBeLessThanOrEqual(128);
  });
});
