import { describe, expect, it } from "@jest/globals";
import { PRODUCTS, startProductGraph } from "../router/product-graph.ts";
import { createRsaSigner } from "../support/access-tokens.ts";
import { answerJson } from "../support/fake-subgraph.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { sendRaw } from "../support/raw-request.ts";
import { writeSettings } from "./settings.ts";

const signer = createRsaSigner();
const { url: JWKS_URL } = await startKeyPublisher([signer.jwk]);

const SETTINGS = `export default {
  headers: {
    request: [
      { propagate: "x-tenant-id" },
      { propagate: /^x-b3-/ },
      { propagate: "x-name", rename: "x-other-name" },
      { propagate: "x-absent", default: "a default" },
      { propagate: /^/ , rename: "x-all-$&" },
      { remove: /^x-all-/ },
      { set: "x-fixed", value: "yes" },
      { set: "x-from-variable", environment: "FROM_VARIABLE" },
      { set: "x-subject", claim: "sub" },
      { set: "x-groups", claim: "groups" },
      { set: "x-constructor", claim: "constructor" },
      { set: "x-caller", value: ({ caller, headers }) => caller ? caller.id + headers["x-tenant-id"] : undefined },
      { set: "x-broken", value: () => "two\\r\\nlines: 1" },
      { set: "x-old", value: "1" },
      { remove: "x-old" },
    ],
    response: [
      { propagate: "set-cookie", merge: "append" },
      { propagate: "x-from" },
      { propagate: "x-first", merge: "first" },
      { propagate: "cache-control" },
      { propagate: /^x-many-/, merge: "append" },
      { propagate: "X-Named", rename: "X-Renamed" },
      { set: "x-served-by", value: "the router" },
    ],
  },
  subgraphs: { reviews: { headers: { request: [{ remove: "x-fixed" }, { set: "x-only-reviews", value: "1" }] } } },
};`;

const graph = await startProductGraph({
  JWKS_URL,
  ROUTER_CONFIG: writeSettings("settings.mjs", SETTINGS),
  FROM_VARIABLE: "a value",
  DEDUPE_INFLIGHT: "1",
});
const { products, reviews, router, send } = graph;
const token = signer.sign({ claims: { groups: ["a", "b"] } });
reviews.respondWith(answerJson({ data: { _entities: [{ rating: 5 }] } }));

const RATING = "{ product { rating } }";
const headersOf = (subgraph: typeof products) => subgraph.requests.at(-1)?.headers ?? {};
const ask = (headers: Record<string, string> = {}) =>
  sendRaw(router.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: RATING }),
  });

describe("request rules", () => {
  it("propagate, rename, set and remove headers in order, for all subgraphs and then for one", async () => {
    const headers = {
      "x-tenant-id": "acme",
      "X-B3-TraceId": "1",
      "x-name": "n",
      cookie: "a=b",
      "x-fixed": "forged",
      "x-only-reviews": "forged",
    };
    await send(RATING, { token, headers });
    const expected = {
      "x-tenant-id": "acme",
      "x-b3-traceid": "1",
      "x-other-name": "n",
      "x-absent": "a default",
      "x-fixed": "yes",
      "x-from-variable": "a value",
      "x-subject": "somebody",
      "x-groups": "a,b",
      "x-caller": "somebodyacme",
    };
    expect(headersOf(products)).toMatchObject(expected);
    const { "x-fixed": _removed, ...forReviews } = expected;
    expect(headersOf(reviews)).toMatchObject({ ...forReviews, "x-only-reviews": "1" });
    expect(headersOf(reviews)).not.toHaveProperty("x-fixed");
    const names = Object.keys(headersOf(products));
    for (const name of ["cookie", "x-name", "x-old", "x-broken", "x-constructor", "x-only-reviews"]) {
      expect(names).not.toContain(name);
    }
    expect(names.filter((name) => name.startsWith("x-all-"))).toEqual([]);
  });

  it("never let a client speak for the router, nor about the connection", async () => {
    const forged = {
      "x-client-address": "10.0.0.1",
      "router-signature": "forged",
      "router-authorization": "forged",
      "remaining-time-ms": "1",
      "x-request-id": "r-1",
    };
    await send(RATING, { token, headers: forged });
    expect(headersOf(products)).toMatchObject({
      authorization: `Bearer ${token}`,
      "x-client-address": "127.0.0.1",
    });
    expect(headersOf(products)["router-signature"]).not.toBe("forged");
    expect(headersOf(products)).not.toHaveProperty("router-authorization");
  });

  it("forward no header that the connection names as its own", async () => {
    const hop = { connection: "keep-alive, X-Tenant-Id,x-b3-hop , x-absent", "x-tenant-id": "a", "x-b3-hop": "1" };
    await ask({ ...hop, "x-absent": "of the connection", "x-b3-end": "1" });
    expect(headersOf(products)).toMatchObject({ "x-b3-end": "1", "x-absent": "a default" });
    for (const name of ["x-tenant-id", "x-b3-hop"]) expect(headersOf(products)).not.toHaveProperty(name);
  });

  it("keep requests apart that forward different headers, and share equal ones", async () => {
    const before = products.requests.length;
    products.respondWith((response, request) => {
      setTimeout(
        () => answerJson({ data: { product: { name: String(request.headers["x-tenant-id"]) } } })(response, request),
        200,
      );
    });
    const ask = (tenant: string) =>
      send("{ product { name } }", { headers: { "x-tenant-id": tenant, "x-request-id": tenant } });
    const answers = await Promise.all(["a", "b", "a", "b"].map(ask));
    expect(answers.map(({ data }) => (data as { product: { name: string } }).product.name)).toEqual([
      "a",
      "b",
      "a",
      "b",
    ]);
    expect(products.requests.length - before).toBe(2);
    products.respondWith(answerJson({ data: PRODUCTS }));
  });
});

describe("a rule without a value", () => {
  it.each([
    ["of an anonymous caller", undefined],
    ["of a claim that no header can carry", signer.sign({ claims: { sub: "\u017dofie" } })],
  ])("leaves nothing that the client has sent under the name: %s", async (_what, bearer) => {
    const ROUTER_CONFIG = writeSettings(
      "forged.json",
      JSON.stringify({
        headers: { request: [{ propagate: { pattern: "^x-" } }, { set: "x-subject", claim: "sub" }] },
      }),
    );
    const other = await startProductGraph({ JWKS_URL, ROUTER_CONFIG });
    const headers = { "x-subject": "admin", "x-a": "1" };
    await other.send("{ product { name } }", { token: bearer, headers });
    expect(headersOf(other.products)).toMatchObject({ "x-a": "1" });
    expect(headersOf(other.products)).not.toHaveProperty("x-subject");
  });
});

describe("a function that gives a promise", () => {
  it("fails its request, whatever becomes of the promise, and not the router", async () => {
    const ROUTER_CONFIG = writeSettings(
      "promise.mjs",
      `export default { headers: { request: [
        { set: "x-a", value: ({ headers }) => headers["x-b"] && Promise[headers["x-b"]](new Error("it is told to")) },
      ] } };`,
    );
    const other = await startProductGraph({ ROUTER_CONFIG });
    for (const how of ["reject", "resolve"]) {
      const failed = await other.send("{ product { name } }", { headers: { "x-b": how } });
      expect(failed.codes).toEqual(["INTERNAL_SERVER_ERROR"]);
    }
    expect(other.router.output()).toContain("the function for the header x-a gave a promise");
    other.products.respondWith(answerJson({ data: PRODUCTS }));
    expect((await other.send("{ product { name } }")).errors).toBeUndefined();
  });
});

describe("response rules", () => {
  const respond =
    (headers: Record<string, string | string[]>, body: object) => (response: import("node:http").ServerResponse) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(body));
    };

  it("merge what subgraphs say, each cookie apart, and the strictest time", async () => {
    products.respondWith(
      respond(
        {
          "set-cookie": ["a=1", "b=2"],
          "x-from": "products",
          "x-first": "products",
          "x-many-1": "p",
          "x-named": "n",
          "cache-control": "public, max-age=60",
          "x-secret": "s",
        },
        { data: PRODUCTS },
      ),
    );
    reviews.respondWith(
      respond(
        {
          "set-cookie": "c=3",
          "x-from": "reviews",
          "x-first": "reviews",
          "x-many-1": "r",
          "cache-control": "max-age=10, private",
        },
        { data: { _entities: [{ rating: 5 }] } },
      ),
    );
    const { headers } = await ask();
    expect(headers["set-cookie"]).toEqual(["a=1", "b=2", "c=3"]);
    expect(headers).toMatchObject({
      "x-from": "reviews",
      "x-first": "products",
      "x-many-1": "p, r",
      "x-served-by": "the router",
      "x-renamed": "n",
      "cache-control": "private, max-age=10",
      // A pattern or a function may read any header.
      vary: "Origin, accept, authorization, *",
    });
    for (const name of ["x-secret", "x-named"]) expect(headers).not.toHaveProperty(name);
    products.respondWith(respond({ "cache-control": "public, max-age=60, s-maxage=90" }, { data: PRODUCTS }));
    reviews.respondWith(
      respond({ "cache-control": "public, max-age=60, s-maxage=90" }, { data: { _entities: [{ rating: 5 }] } }),
    );
    expect((await ask()).headers["cache-control"]).toBe("public, max-age=60, s-maxage=90");
    // Caches do not know our access rules.
    const signedIn = await ask({ authorization: `Bearer ${token}` });
    expect(signedIn.headers["cache-control"]).toBe("private, max-age=60");
  });

  it("answer no header that the connection names as its own", async () => {
    const headers = { connection: "close, X-From, cache-control", "x-from": "a hop", "x-many-1": "m" };
    products.respondWith(respond({ ...headers, "cache-control": "public, max-age=60" }, { data: PRODUCTS }));
    reviews.respondWith(respond({ "cache-control": "max-age=60" }, { data: { _entities: [{ rating: 5 }] } }));
    const answer = await ask();
    expect(answer.headers).toMatchObject({ "x-many-1": "m", "cache-control": "no-store" });
    expect(answer.headers).not.toHaveProperty("x-from");
  });

  it("give no client another's cookie, though their requests are the same", async () => {
    let cookies = 0;
    products.respondWith((response) => {
      cookies += 1;
      const number = cookies;
      setTimeout(() => respond({ "set-cookie": `id=${number}` }, { data: PRODUCTS })(response), 200);
    });
    reviews.respondWith(answerJson({ data: { _entities: [{ rating: 5 }] } }));
    const answers = await Promise.all([ask(), ask(), ask()]);
    const given = answers.map(({ headers }) => String(headers["set-cookie"]));
    expect(new Set(given).size).toBe(3);
  });

  it("let no cache keep an answer with errors", async () => {
    products.respondWith(
      respond({ "cache-control": "public, max-age=60" }, { data: { product: null }, errors: [{ message: "no" }] }),
    );
    expect((await ask()).headers["cache-control"]).toBe("no-store");
    products.respondWith(answerJson({ data: PRODUCTS }));
  });
});
