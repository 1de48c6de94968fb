import { describe, expect, it } from "@jest/globals";
import { PRODUCTS } from "../router/product-graph.ts";
import { createEcSigner, createRsaSigner } from "../support/access-tokens.ts";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { readMetrics } from "../support/metrics.ts";
import { startProcess, type Variables } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";
import { writeSettings } from "./settings.ts";

const products = await startFakeSubgraph(answerJson({ data: PRODUCTS }));
const SUPERGRAPH_PATH = writeSupergraph([
  {
    name: "products",
    url: products.url,
    sdl: `type Query { product: Product }
      type Mutation { rename: String }
      type Product { name: String  owned: String @policy(policies: [["owner"]])  odd: String @policy(policies: [["throws"], ["hangs"], ["unknown"], ["says-yes"]]) }`,
  },
]);
const signer = createRsaSigner();
const other = createEcSigner();
const { url: keysUrl } = await startKeyPublisher([signer.jwk]);
const { url: otherKeysUrl } = await startKeyPublisher([other.jwk]);

const startRouter = (settings: string, variables: Variables = {}, name = "settings.mjs") =>
  startProcess("router/main", {
    SUPERGRAPH_PATH,
    JWKS_URL: keysUrl,
    ROUTER_CONFIG: writeSettings(name, settings),
    ...variables,
  });

describe("policies", () => {
  it("decide about @policy, once each request; unknown, failing and slow ones refuse", async () => {
    const router = await startRouter(`
      let calls = 0;
      export default {
        policies: {
          owner: ({ caller, claims, headers }) => {
            calls += 1;
            return caller.id === "somebody" && claims.plan === "pro" && headers["x-calls"] === String(calls);
          },
          throws: () => { throw new Error("secret"); },
          hangs: () => new Promise(() => {}),
          "says-yes": async () => "yes",
        },
      };`);
    products.respondWith(answerJson({ data: { product: { name: "Lamp", owned: "o", odd: "x", a: "o", b: "o" } } }));
    const query = "{ product { name a: owned b: owned } }";
    const pro = signer.sign({ claims: { plan: "pro" } });
    const ask = (token: string | undefined, calls: string, text = query) =>
      sendOperation(router.url, text, { token, headers: { "x-calls": calls } });
    expect((await ask(pro, "1")).data).toEqual({ product: { name: "Lamp", a: "o", b: "o" } });
    expect((await ask(pro, "2")).codes).toEqual([]);
    expect((await ask(signer.sign(), "3")).codes).toEqual(["FORBIDDEN", "FORBIDDEN"]);
    expect((await ask(undefined, "4")).codes).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
    const odd = await ask(pro, "4", "{ product { name odd } }");
    expect(odd.codes).toEqual(["FORBIDDEN"]);
    expect(odd.body).not.toContain("secret");
    // Policies do not hold the turn in which other new operations are planned.
    const late = ask(pro, "5", "{ product { name later: odd } }");
    await ask(undefined, "", "{ product { another: name } }");
    expect((await late).codes).toEqual(["FORBIDDEN"]);
    const failures = router.logLines().filter(({ msg }) => msg === "a policy failed, and refuses");
    expect(failures.map(({ policy }) => policy).sort()).toEqual(["hangs", "hangs", "throws", "throws"]);
  });
});

describe("identity providers", () => {
  it("have their own issuers, keys, audiences, types and scopes", async () => {
    const router = await startRouter(
      JSON.stringify({
        identityProviders: [
          { issuer: "urn:one", keySetUrl: keysUrl, audience: "graph" },
          {
            issuer: "urn:two",
            keySetUrl: otherKeysUrl,
            requiredClaim: { name: "client_id", value: "web" },
            algorithms: ["ES256"],
            types: ["JWT"],
          },
        ],
      }),
      {},
      "settings.json",
    );
    const ask = async (token: string) => (await sendOperation(router.url, "{ product { name } }", { token })).status;
    const one = { iss: "urn:one", aud: "graph" };
    const two = { iss: "urn:two", aud: undefined, client_id: "web" };
    const header = { typ: "JWT" };
    products.respondWith(answerJson({ data: PRODUCTS }));
    expect(await ask(signer.sign({ claims: one }))).toBe(200);
    expect(await ask(other.sign({ header, claims: two }))).toBe(200);
    expect(await ask(signer.sign({ claims: { ...one, aud: "another" } }))).toBe(401);
    expect(await ask(other.sign({ claims: one }))).toBe(401);
    expect(await ask(signer.sign({ header, claims: two }))).toBe(401);
    expect(await ask(other.sign({ header, claims: { ...two, client_id: "app" } }))).toBe(401);
    expect(await ask(other.sign({ claims: two }))).toBe(401);
    expect(await ask(signer.sign({ claims: { iss: "urn:three" } }))).toBe(401);
  });
});

it("callers of two providers are two callers, though their subject is one, when connections are scarce", async () => {
  const provider = (issuer: string, keySetUrl: string) => ({ issuer, keySetUrl, audience: "graph" });
  const router = await startRouter(
    JSON.stringify({ identityProviders: [provider("urn:one", keysUrl), provider("urn:two", otherKeysUrl)] }),
    { PRODUCTS_CONCURRENCY: "1", PRODUCTS_QUEUE: "2", SUBGRAPH_RETRIES: "0", SUBGRAPH_BREAKER_FAILURES: "0" },
    "settings.json",
  );
  const claims = { sub: "42", aud: "graph" };
  const one = signer.sign({ claims: { ...claims, iss: "urn:one" } });
  const two = other.sign({ claims: { ...claims, iss: "urn:two" } });
  const ask = async (token: string) => (await sendOperation(router.url, "{ product { name } }", { token })).codes;
  const held: (() => void)[] = [];
  products.respondWith((response, request) => held.push(() => answerJson({ data: PRODUCTS })(response, request)));
  const asked: Promise<readonly string[]>[] = [];
  let refused = 0;
  for (const token of [one, one, one, two]) {
    const answer = ask(token);
    asked.push(answer);
    void answer.then((codes) => {
      refused += codes.length;
    });
    await waitFor("its turn in the queue", async () => {
      const { find } = await readMetrics(router);
      const turns = (find("subgraph_requests_in_flight") ?? 0) + (find("subgraph_requests_queued") ?? 0);
      return turns === asked.length - refused;
    });
  }
  // Of the caller that waits twice, one makes room for the other caller.
  await waitFor("the refusal", () => refused === 1);
  products.respondWith(answerJson({ data: PRODUCTS }));
  for (const release of held) release();
  expect(await Promise.all(asked)).toEqual([[], [], ["SUBGRAPH_UNAVAILABLE"], []]);
});

describe("plugins and hooks", () => {
  it("take part in every request", async () => {
    const router = await startRouter(`
      export default {
        plugins: [{
          async requestDidStart({ request }) {
            const name = request.http.headers.get("apollographql-client-name");
            return {
              async didResolveOperation() {
                if (name === "unknown") { const error = new Error("no"); error.extensions = { code: "FORBIDDEN", http: { status: 403 } }; throw error; }
              },
              async willSendResponse({ response }) { response.http.headers.set("x-plugin", "yes"); },
            };
          },
        }],
        onSubgraphRequest: ({ subgraph, kind, body, caller, headers }) => {
          if (body.includes("forbidden")) throw new Error("secret");
          headers["x-hook"] = [subgraph, kind, caller?.id].join(" ");
          headers["x-client-address"] = "forged";
        },
        onSubgraphResponse: ({ subgraph, kind, failure, headers }) => {
          console.error(JSON.stringify({ audit: [subgraph, kind, failure, headers?.["content-type"] ?? null] }));
          throw new Error("a defect of the hook");
        },
      };`);
    const body = JSON.stringify({ query: "{ product { name } }" });
    const headers = { "content-type": "application/json", authorization: `Bearer ${signer.sign()}` };
    const answer = await sendRaw(router.url, { headers, body });
    expect(answer.headers["x-plugin"]).toBe("yes");
    expect(products.requests.at(-1)?.headers).toMatchObject({
      "x-hook": "products query somebody",
      "x-client-address": "127.0.0.1",
    });
    const refused = await sendRaw(router.url, {
      headers: { ...headers, "apollographql-client-name": "unknown" },
      body,
    });
    expect(refused.status).toBe(403);
    const stopped = await sendOperation(router.url, "{ product { forbidden: name } }");
    expect(stopped.codes).toEqual(["INTERNAL_SERVER_ERROR"]);
    expect(stopped.body).not.toContain("secret");
    await waitFor("the audit line", async () =>
      router.output().includes('{"audit":["products","query",null,"application/json'),
    );
    await waitFor("the hook's failure", async () => router.output().includes("onSubgraphResponse failed"));
  });
});

describe("onSubgraphRequest", () => {
  it("may not hold a request beyond its deadline, and its last spelling of a header counts", async () => {
    const router = await startRouter(
      `export default {
        headers: { request: [{ propagate: /^x-/ }] },
        onSubgraphRequest: ({ body, headers }) => {
          if (body.includes("slow")) return new Promise(() => {});
          headers["X-Tenant"] = "acme";
        },
      };`,
      { OPERATION_TIMEOUT_MS: "500" },
    );
    const slow = await sendOperation(router.url, "{ product { slow: name } }");
    expect(slow.codes).toEqual(["SUBGRAPH_TIMEOUT"]);
    await sendOperation(router.url, "{ product { name } }", { headers: { "x-tenant": "evil" } });
    expect(products.requests.at(-1)?.headers["x-tenant"]).toBe("acme");
  });

  it("makes every kept answer the caller's own", async () => {
    const router = await startRouter(
      `export default { onSubgraphRequest: ({ caller, headers }) => { headers["x-tenant"] = caller.id; } };`,
      { RESPONSE_CACHE_BYTES: "1000000" },
    );
    products.respondWith((response, request) => {
      response.setHeader("cache-control", "public, max-age=60");
      answerJson({ data: { product: { name: String(request.headers["x-tenant"]) } } })(response, request);
    });
    const ask = async (sub: string) => {
      const token = signer.sign({ claims: { sub } });
      const { data } = await sendOperation<{ product: { name: string } }>(router.url, "{ product { name } }", {
        token,
      });
      return data.product.name;
    };
    expect([await ask("alice"), await ask("bob"), await ask("alice")]).toEqual(["alice", "bob", "alice"]);
  });
});

describe("other settings", () => {
  it("serve another path, introspection in production, and pages of a pattern of origins", async () => {
    const router = await startRouter(
      `export default {
        path: "/api/graph", introspection: true,
        cors: { origins: [/https:\\/\\/[a-z]+\\.example\\.com/], credentials: true },
        variables: { MAX_DEPTH: 2, PORT: 1 },
      };`,
      { NODE_ENV: "production" },
    );
    const ask = (path: string, origin: string) =>
      sendRaw(router.url, {
        path,
        headers: { "content-type": "application/json", origin },
        body: JSON.stringify({ query: "{ __schema { queryType { name } } }" }),
      });
    const answer = await ask("/api/graph", "https://app.example.com");
    expect(JSON.parse(answer.body).data).toEqual({ __schema: { queryType: { name: "Query" } } });
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "https://app.example.com",
      "access-control-allow-credentials": "true",
    });
    const foreign = await ask("/api/graph", "https://app.example.com.evil.test");
    expect(foreign.headers).not.toHaveProperty("access-control-allow-origin");
    expect((await ask("/api/graphs", "https://app.example.com")).status).toBe(404);
    const deep = await sendOperation(
      router.url,
      "{ product { __typename } a: __schema { types { fields { type { name } } } } }",
    );
    expect(deep.codes).toEqual([]);
  });

  it("let a subgraph be asked without a secret in production, where that is written", async () => {
    const router = await startRouter(
      '{ "subgraphs": { "products": { "auth": "none" } } }',
      { NODE_ENV: "production", ROUTER_SECRET: "" },
      "settings.json",
    );
    expect((await sendOperation(router.url, "{ product { name } }")).codes).toEqual([]);
    expect(products.requests.at(-1)?.headers).not.toHaveProperty("router-signature");
  });

  it("give a subgraph a secret of its own, and another URL, which a variable replaces", async () => {
    const settings = `{ "subgraphs": { "products": { "auth": "header", "secretVariable": "OTHER_SECRET", "url": "http://127.0.0.1:1/" } } }`;
    const OTHER_SECRET = "0123456789012345678901234567890123456789";
    const router = await startRouter(settings, { OTHER_SECRET, PRODUCTS_URL: products.url }, "settings.json");
    expect((await sendOperation(router.url, "{ product { name } }")).codes).toEqual([]);
    expect(products.requests.at(-1)?.headers["router-authorization"]).toBe(OTHER_SECRET);
  });
});
