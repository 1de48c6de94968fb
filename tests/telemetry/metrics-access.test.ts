import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { startProcess, startRefusingProcess } from "../support/process.ts";

const TOKEN = "a-token-that-prometheus-alone-knows-00";
const NEXT_TOKEN = "a-token-that-prometheus-will-know-0000";
const shared = {
  NODE_ENV: "production",
  DATA_DIR: createDataFolder(),
  JWT_PRIVATE_KEY: createRsaSigner().privateKeyPem,
};
const watched = await startProcess("subgraphs/accounts/main", {
  ...shared,
  METRICS_TOKEN: `${TOKEN},${NEXT_TOKEN}`,
});

function ask(url: string, authorization = ""): Promise<Response> {
  return fetch(`${url}/metrics`, { headers: authorization === "" ? {} : { authorization } });
}

describe("with METRICS_TOKEN, metrics", () => {
  it.each([TOKEN, NEXT_TOKEN])("are given to the bearer of one of the tokens", async (token) => {
    const response = await ask(watched.url, `Bearer ${token}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.text()).toContain("process_start_time_seconds");
  });

  it.each<[what: string, authorization: string]>([
    ["nobody", ""],
    ["an empty token", "Bearer "],
    ["another token", `Bearer ${TOKEN.slice(0, -1)}x`],
    ["a part of the token", `Bearer ${TOKEN.slice(0, -1)}`],
    ["both tokens at once", `Bearer ${TOKEN},${NEXT_TOKEN}`],
    ["another scheme", `Basic ${TOKEN}`],
    ["the router's secret", "Bearer the-secret-of-all-processes-under-test"],
  ])("are refused to %s", async (_what, authorization) => {
    const response = await ask(watched.url, authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await response.text()).not.toContain("process_start_time_seconds");
  });

  it("leave the token out of the log", () => {
    expect(watched.output()).not.toContain(TOKEN);
  });
});

it("without METRICS_TOKEN, production has no metrics to give", async () => {
  const process = await startProcess("router/main", { ...shared, ROUTER_SECRET: TOKEN });
  expect((await ask(process.url)).status).toBe(404);
});

it("a short METRICS_TOKEN is refused at the start, and not repeated", async () => {
  const { exitCode, output } = await startRefusingProcess("subgraphs/accounts/main", {
    ...shared,
    METRICS_TOKEN: "short",
  });
  expect(exitCode).toBe(1);
  expect(output).toMatch(/METRICS_TOKEN: must have at least 32 characters/);
  expect(output).not.toContain("short");
});
