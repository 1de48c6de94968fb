import { describe, expect, it } from "@jest/globals";
import { type AuditResult, serverAudits } from "graphql-http";
import { signAsRouter } from "../support/router-signature.ts";
import { startStack } from "../support/stack.ts";

type Fetch = (url: string, options?: RequestInit) => Promise<Response>;

const OTHER_SITES = "a form or an image of another site can send it: cross-site requests are refused";
const PLAIN_STATUS = "a refusal is a 400 to everybody, so that proxies, logs and clients that read the status see it";

/** What the audits would rather have, each with the reason why it is otherwise here. */
const TOLERATED: Readonly<Record<string, { readonly status: "notice" | "warn"; readonly reason: string }>> = {
  "5A70": { status: "notice", reason: OTHER_SITES },
  D6D5: { status: "notice", reason: OTHER_SITES },
  "6A70": { status: "notice", reason: OTHER_SITES },
  "572B": { status: "warn", reason: PLAIN_STATUS },
  FDE2: { status: "warn", reason: PLAIN_STATUS },
  "7B9B": { status: "warn", reason: PLAIN_STATUS },
};

const stack = await startStack();
const SERVERS = [
  ["the router", stack.router.url, fetch],
  ["accounts", stack.accounts.url, fetchAsRouter],
  ["items", stack.items.url, fetchAsRouter],
  ["notes", stack.notes.url, fetchAsRouter],
] as const;

const AUDITS = serverAudits({ url: stack.router.url }).map(({ id, name }) => [id, name] as const);

describe.each(SERVERS)("%s", (_who, url, fetchFn: Fetch) => {
  it.each(AUDITS)("%s %s", async (id) => {
    const { status } = await runAudit(id, url, fetchFn);
    expect(status).toBe(TOLERATED[id]?.status ?? "ok");
  });

  it.each(["5A70", "D6D5", "6A70", "9C48"])("passes %s for a client that no site can imitate", async (id) => {
    const { status } = await runAudit(id, url, (target, options = {}) =>
      fetchFn(target, { ...options, headers: { ...options.headers, "apollo-require-preflight": "1" } }),
    );
    expect(status).toBe("ok");
  });
});

it("tolerates nothing but what is an audit", () => {
  expect(AUDITS.map(([id]) => id)).toEqual(expect.arrayContaining(Object.keys(TOLERATED)));
});

async function runAudit(id: string, url: string, fetchFn: Fetch): Promise<AuditResult> {
  const audit = serverAudits({ url: `${url}/graphql`, fetchFn }).find((each) => each.id === id);
  if (audit === undefined) throw new Error(`there is no audit ${id}`);
  const result = await audit.fn();
  if ("response" in result) await result.response.body?.cancel();
  return result;
}

/** Sends an audit's request as the router would. */
async function fetchAsRouter(url: string, options: RequestInit = {}): Promise<Response> {
  const { pathname, search } = new URL(url);
  const headers = Object.fromEntries(new Headers(options.headers));
  const body = typeof options.body === "string" ? { body: options.body } : {};
  const signature = signAsRouter({
    method: options.method ?? "GET",
    path: pathname + search,
    headers,
    ...body,
  });
  return fetch(url, { ...options, headers: { ...headers, ...signature } });
}
