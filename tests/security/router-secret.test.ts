import type { OutgoingHttpHeaders } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { countLoggedStatements } from "../support/logged-statements.ts";
import { OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { startProcess, startRefusingProcess, type Variables } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { ROUTER_SECRET, signAsRouter } from "../support/router-signature.ts";
import { startStack } from "../support/stack.ts";

const SUBGRAPHS = OWN_SUBGRAPHS.map((name) => `subgraphs/${name}/main`);
const PRODUCTION: Variables = {
  NODE_ENV: "production",
  JWT_PRIVATE_KEY: createRsaSigner().privateKeyPem,
};
const SHORT = "x".repeat(31);
const LONG = "x".repeat(32);
const BODY = JSON.stringify({
  query: 'mutation { login(username: "reader", password: "reader-demo") { expiresAt } }',
});
const OLD_SECRET = "an-older-secret-of-more-than-32-characters";
const JSON_TYPE = { "content-type": "application/json" };

const stack = await startStack({
  LOG_LEVEL: "debug",
  ROUTER_AUTH: "header",
  ROUTER_SECRET: `${ROUTER_SECRET},${OLD_SECRET}`,
});

/** Fails unless the process ends with one line that has `problem` and no secret. */
async function expectRefusedStart(entry: string, given: Variables, problem: string): Promise<void> {
  const { exitCode, output } = await startRefusingProcess(entry, { DATA_DIR: createDataFolder(), ...given });
  expect(exitCode).toBe(1);
  expect(output.trim().split("\n")).toEqual([expect.stringContaining(problem)]);
  expect(output).not.toContain("xx");
}

describe.each(["router/main", ...SUBGRAPHS])("%s in production", (entry) => {
  it.each([
    ["without a secret", "", "ROUTER_SECRET must be set in production"],
    ["with a secret of 31 characters", SHORT, "ROUTER_SECRET: must have at least 32 characters"],
  ])("does not start %s", async (_what, secret, problem) => {
    await expectRefusedStart(entry, { ...PRODUCTION, ROUTER_SECRET: secret }, problem);
  });
});

it.each<[what: string, variables: Variables, problem: string]>([
  ["a short second secret", { ROUTER_SECRET: `${LONG},${SHORT}` }, "ROUTER_SECRET: must have at least 32"],
  ["a secret with a blank", { ROUTER_SECRET: `${LONG} x` }, "ROUTER_SECRET: must have at least 32"],
  ["a secret of commas", { ROUTER_SECRET: ",".repeat(40) }, "ROUTER_SECRET: must name at least one"],
  ["a mode that there is not", { ROUTER_AUTH: "none" }, "ROUTER_AUTH: must be hmac or header"],
])("no process starts with %s, in development either", async (_what, variables, problem) => {
  await expectRefusedStart("test-graph/items/main", variables, problem);
});

it("a subgraph in development without a secret answers anybody, and warns of it once", async () => {
  const items = await startProcess("test-graph/items/main", {
    DATA_DIR: createDataFolder(),
    ROUTER_SECRET: "",
  });
  for (let time = 0; time < 2; time += 1) {
    const { status, data } = await sendOperation(items.url, "{ _service { sdl } }");
    expect({ status, data }).toEqual({ status: 200, data: { _service: { sdl: expect.any(String) } } });
  }
  const warnings = items.logLines().filter(({ level }) => level === "warn");
  expect(warnings.map(({ msg }) => msg)).toEqual([
    "ROUTER_SECRET is not set: this subgraph answers ANYBODY, not its router alone. Development only.",
  ]);
});

describe("with ROUTER_AUTH=header,", () => {
  it("the router and its subgraphs understand each other, and the secret goes nowhere else", async () => {
    const token = await stack.signIn("reader");
    const { data, body } = await stack.send("{ me { username } items { totalCount } }", { token });
    expect(data).toEqual({ me: { username: "reader" }, items: { totalCount: 24 } });
    for (const text of [body, stack.router.output(), ...stack.subgraphs.map(({ output }) => output())]) {
      expect(text).not.toContain(ROUTER_SECRET);
    }
  });

  it.each<[what: string, headers: OutgoingHttpHeaders]>([
    ["no secret", {}],
    ["an empty one", { "router-authorization": "" }],
    ["another one", { "router-authorization": LONG }],
    ["the beginning of it", { "router-authorization": ROUTER_SECRET.slice(0, -1) }],
    ["more than it", { "router-authorization": `${ROUTER_SECRET}x` }],
    ["it in another case", { "router-authorization": ROUTER_SECRET.toUpperCase() }],
    ["it as a bearer token", { "router-authorization": `Bearer ${ROUTER_SECRET}` }],
    ["it twice", { "router-authorization": [ROUTER_SECRET, ROUTER_SECRET] }],
    ["all that are accepted in one", { "router-authorization": `${ROUTER_SECRET},${OLD_SECRET}` }],
    ["it in another header", { authorization: ROUTER_SECRET }],
    ["a signature by it", signAsRouter({ method: "POST", path: "/graphql", headers: JSON_TYPE, body: BODY })],
  ])("a subgraph refuses, and executes nothing for, a request with %s", async (_what, headers) => {
    const before = await countLoggedStatements(stack.accounts);
    const answer = await sendRaw(stack.accounts.url, { headers: { ...JSON_TYPE, ...headers }, body: BODY });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    expect(await countLoggedStatements(stack.accounts)).toBe(before);
  });

  it.each([ROUTER_SECRET, OLD_SECRET])("a subgraph answers a request with %s", async (secret) => {
    const headers = { ...JSON_TYPE, "router-authorization": secret };
    const before = await countLoggedStatements(stack.accounts);
    const { status, body } = await sendRaw(stack.accounts.url, { headers, body: BODY });
    expect({ status, body: JSON.parse(body) }).toMatchObject({ status: 200, body: { data: { login: {} } } });
    expect(await countLoggedStatements(stack.accounts)).toBeGreaterThan(before);
  });
});
