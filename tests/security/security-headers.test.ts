import { describe, expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { startProcess } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

const ALLOWED = "https://app.example.com";
const { router } = await startGuardedGraph({ NODE_ENV: "production", CORS_ORIGINS: ALLOWED });
const closed = await startGuardedGraph({ NODE_ENV: "production" });
const accounts = await startProcess("subgraphs/accounts/main", { DATA_DIR: createDataFolder() });

const BODY = JSON.stringify({ query: "{ __typename }" });

describe.each([
  ["the router", router, false],
  ["a subgraph", accounts, true],
])("%s", (_who, { url }, asRouter) => {
  it.each([
    ["data", "POST", "/graphql", BODY],
    ["a refusal", "POST", "/graphql", "{"],
    ["what is not there", "GET", "/nothing", undefined],
    ["a bad URL", "GET", "/%E0%A4%A", undefined],
    ["health", "GET", "/health/live", undefined],
  ])("answers %s with the headers that keep it where it belongs", async (_what, method, path, body) => {
    const headers = { "content-type": "application/json" };
    const answer = await sendRaw(url, {
      method,
      path,
      asRouter,
      ...(body === undefined ? {} : { headers, body }),
    });
    expect(answer.headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
    expect(answer.headers).not.toHaveProperty("x-powered-by");
    expect(answer.headers).not.toHaveProperty("server");
  });
});

it.each([
  ["one that CORS_ORIGINS names", router, ALLOWED, ALLOWED],
  ["one that it does not name", router, "https://evil.example.com", undefined],
  ["one that looks alike", router, `${ALLOWED}.evil.test`, undefined],
  ["no origin", router, "null", undefined],
  ["Apollo Sandbox, in production", router, "https://studio.apollographql.com", undefined],
  ["any, when there are none", closed.router, ALLOWED, undefined],
])("lets pages of %s read answers accordingly", async (_what, { url }, origin, allowed) => {
  const headers = { "content-type": "application/json", origin };
  const preflight = { ...headers, "access-control-request-method": "POST" };
  const answers = [
    await sendRaw(url, { headers, body: BODY }),
    await sendRaw(url, { method: "OPTIONS", headers: preflight }),
  ];
  for (const answer of answers) expect(answer.headers["access-control-allow-origin"]).toBe(allowed);
});
