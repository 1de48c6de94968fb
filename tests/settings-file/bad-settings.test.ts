import { describe, expect, it } from "@jest/globals";
import { startRefusingProcess, type Variables } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { writeSettings } from "./settings.ts";

const SUPERGRAPH_PATH = writeSupergraph([
  { name: "hello", url: "http://127.0.0.1:1/graphql", sdl: "type Query { hello: String }" },
]);

/** Starts the router with bad settings. @returns the one line that it ends with */
async function readRefusal(content: string, name = "settings.mjs", variables: Variables = {}): Promise<string> {
  const ROUTER_CONFIG = writeSettings(name, content);
  const { exitCode, output } = await startRefusingProcess("router/main", {
    SUPERGRAPH_PATH,
    ROUTER_CONFIG,
    ...variables,
  });
  expect(exitCode).toBe(1);
  const [line = "", ...rest] = output.trim().split("\n");
  expect(rest).toEqual([]);
  return line;
}

const BAD: [what: string, settings: string, told: RegExp][] = [
  ["an unknown key", "{ header: {} }", /header/],
  [
    "a rule that is none",
    "{ headers: { request: [{ propagat: 'x' }] } }",
    /headers\.request\[0\]: must be \{ propagate/,
  ],
  [
    "a header of the connection",
    "{ headers: { request: [{ propagate: 'Connection' }] } }",
    /request\[0\]\.propagate: must name a header that is neither/,
  ],
  [
    "a header of the router's own",
    "{ headers: { request: [{ set: 'x-client-address', value: '1' }] } }",
    /request\[0\]\.set: must name a header that is neither the connection's nor the router's own/,
  ],
  [
    "a client's header under the name of the router's own",
    "{ headers: { request: [{ propagate: 'x-a', rename: 'Authorization' }] } }",
    /request\[0\]\.rename: must name a header that is neither/,
  ],
  [
    "settings of an unknown subgraph",
    "{ subgraphs: { helo: { url: 'http://a' } } }",
    /subgraphs\.helo: the supergraph has no/,
  ],
  [
    "settings of several unknown subgraphs",
    "{ subgraphs: { a: {}, hello: {}, b: {} } }",
    /subgraphs\.a, subgraphs\.b: the/,
  ],
  ["a path of the router's own", "{ path: '/health' }", /path: is a path of the router's own/],
  [
    "a claim that is no grant",
    "{ identityProviders: [{ issuer: 'a', audience: 'b', keySetUrl: 'http://127.0.0.1:1/k', scopeClaims: ['sub'] }] }",
    /scopeClaims\[0\]: must name claims that hold scopes/,
  ],
  [
    "one issuer twice",
    "{ identityProviders: [1, 2].map(() => ({ issuer: 'a', audience: 'b', keySetUrl: 'http://127.0.0.1:1/k' })) }",
    /identityProviders: name each issuer once/,
  ],
  [
    "a header of two lines",
    "{ headers: { response: [{ set: 'x-a', value: 'a\\nb' }] } }",
    /response\[0\]\.value: must be a text/,
  ],
  [
    "a value that is no text",
    "{ headers: { request: [{ set: 'x-a', value: 1 }] } }",
    /request\[0\]\.value: must be a text .*, or a function/,
  ],
  [
    "a value that comes later",
    "{ headers: { request: [{ set: 'x-a', value: async () => 'a' }] } }",
    /request\[0\]\.value: must be a text .*, or a function that is not async/,
  ],
  [
    "a pattern that is none",
    "{ headers: { request: [{ remove: { pattern: '(' } }] } }",
    /request\[0\]\.remove: must be a regular expression, or name a header/,
  ],
  [
    "a merge that is none",
    "{ headers: { response: [{ propagate: 'x-a', merge: 'all' }] } }",
    /response\[0\]\.merge: .*"append"/,
  ],
  [
    "variables that nothing reads",
    "{ variables: { MAX_DEPHT: 5, HELLO_TIMEOUT_MS: 5, OTHER: 'x', NO: 1 }, headers: { request: [{ set: 'x-a', environment: 'OTHER' }] } }",
    /: variables\.MAX_DEPHT, variables\.NO: the router has no such variable$/,
  ],
  ["a policy that is no function", "{ policies: { owner: true } }", /policies\.owner: must be a function/],
  [
    "a provider without an audience",
    "{ identityProviders: [{ issuer: 'a', keySetUrl: 'http://127.0.0.1:1/k' }] }",
    /identityProviders\[0\]: must have an audience/,
  ],
  [
    "an algorithm that nothing accepts",
    "{ identityProviders: [{ issuer: 'a', audience: 'b', keySetUrl: 'http://127.0.0.1:1/k', algorithms: ['HS256'] }] }",
    /algorithms\[0\]/,
  ],
  ["an origin with a path", "{ cors: { origins: ['https://a.example/x'] } }", /cors\.origins\[0\]/],
  ["a variable of a wrong value", "{ variables: { MAX_DEPTH: 'deep' } }", /MAX_DEPTH: must be a whole number/],
  [
    "a subgraph's limit of a wrong value",
    "{ subgraphs: { hello: { limits: { retries: -1 } } } }",
    /subgraphs\.hello\.limits\.retries/,
  ],
  [
    "a certificate that is not there",
    "{ subgraphs: { hello: { tls: { ca: '/not/there.pem' } } } }",
    /subgraphs\.hello\.tls: \/not\/there\.pem cannot be read/,
  ],
  [
    "a certificate without its key",
    "{ subgraphs: { hello: { tls: { certificate: 'a' } } } }",
    /certificate and key go together/,
  ],
  [
    "certificates that are none",
    `{ subgraphs: { hello: { tls: { ca: '${SUPERGRAPH_PATH}' } },
      a: { tls: { certificate: '${SUPERGRAPH_PATH}', key: '${SUPERGRAPH_PATH}' } } } }`,
    /hello\.tls: \S+ is no certificate in PEM: .*; subgraphs\.a\.tls: \S+ with the key \S+ is no certificate in PEM/,
  ],
  [
    "secrets that are not set",
    "{ subgraphs: { hello: { secretVariable: 'A_SECRET' }, b: { secretVariable: 'B_SECRET' } } }",
    /A_SECRET: must be set; B_SECRET: must be set/,
  ],
  [
    "a secret that is for nothing",
    "{ subgraphs: { hello: { auth: 'none', secretVariable: 'A_SECRET' } } }",
    /subgraphs\.hello: auth: "none" needs no secretVariable/,
  ],
  [
    "an extension that holds a stack",
    "{ subgraphs: { hello: { errors: { extensions: ['reason', 'stacktrace'] } } } }",
    /subgraphs\.hello\.errors\.extensions\[1\]: never passes/,
  ],
  [
    "extensions that are neither names nor all",
    "{ subgraphs: { hello: { errors: { extensions: false } } } }",
    /subgraphs\.hello\.errors\.extensions: must be names of extensions, or true for all/,
  ],
  [
    "messages that are neither told nor withheld",
    "{ subgraphs: { hello: { errors: { messages: 'all' } } } }",
    /subgraphs\.hello\.errors\.messages/,
  ],
  ["batches without a number", "{ batching: { max: '10' } }", /batching\.max/],
  ["batches beyond all bounds", "{ batching: { max: 51 } }", /MAX_BATCH_OPERATIONS: must be .* from 0 to 50/],
  ["a plugin that is none", "{ plugins: [1] }", /plugins\[0\]: must be a plugin/],
];

describe("settings are refused with one line", () => {
  it.each(BAD)("for %s", async (_what, settings, told) => {
    expect(await readRefusal(`export default ${settings};`)).toMatch(told);
  });

  it("that names every problem", async () => {
    const line = await readRefusal("export default { path: 'graphql', introspection: 1, maximum: 2 };");
    for (const key of ["path", "introspection", "maximum"]) expect(line).toContain(key);
  });

  it("where the file is not there, is no module, exports nothing, or is not JSON", async () => {
    const missing = await startRefusingProcess("router/main", {
      SUPERGRAPH_PATH,
      ROUTER_CONFIG: "/not/there.mjs",
    });
    expect(missing.output).toMatch(/ROUTER_CONFIG: \/not\/there\.mjs cannot be loaded/);
    expect(await readRefusal("export default {")).toMatch(/cannot be loaded/);
    expect(await readRefusal("export const a = 1;")).toMatch(/has no default export/);
    expect(await readRefusal("{", "settings.json")).toMatch(/is not JSON/);
  });

  it("in production, for a subgraph without a secret whose settings do not say that it needs none", async () => {
    const production = { NODE_ENV: "production", ROUTER_SECRET: "" };
    const other = '{ "subgraphs": { "hello": { "auth": "hmac" } } }';
    expect(await readRefusal(other, "settings.json", production)).toMatch(/subgraph "hello" has no secret/);
  });
});
