import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { type RawRequest, sendRaw } from "../support/raw-request.ts";
import { readRequestLog } from "../support/request-log.ts";
import { startStack } from "../support/stack.ts";

const signer = createRsaSigner();
// Everything that can be logged is, so that what must not be cannot hide behind a level.
const stack = await startStack({ LOG_LEVEL: "trace", JWT_PRIVATE_KEY: signer.privateKeyPem });
const token = signer.sign({ claims: { sub: "caller-7", scope: "items:write" } });

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe("each request", () => {
  it("leaves one line that says who asked what and how it went", async () => {
    const { headers } = await stack.send("query FindItems { items { totalCount } }", { token });
    for (const process of [stack.router, stack.items]) {
      const subgraphs = { items: { fetches: 1, milliseconds: expect.any(Number) } };
      const lines = await readRequestLog(process, headers.get("x-request-id"));
      expect(lines.filter(({ msg }) => msg === "request")).toEqual([
        {
          level: "info",
          time: expect.stringMatching(TIME),
          service: process.name,
          reqId: headers.get("x-request-id"),
          msg: "request",
          method: "POST",
          path: "/graphql",
          status: 200,
          durationMs: expect.any(Number),
          operationName: expect.stringMatching(/^FindItems/),
          callerId: "caller-7",
          ...(process === stack.router && { subgraphs }),
        },
      ]);
    }
  });

  it("leaves a line with the codes of its errors", async () => {
    const { headers } = await stack.send(`mutation Add { addItem(title: "", maker: "") { id } }`, { token });
    const lines = await readRequestLog(stack.router, headers.get("x-request-id"));
    expect(lines).toContainEqual(expect.objectContaining({ operationName: "Add", errorCodes: ["BAD_USER_INPUT"] }));
  });

  it.each<[what: string, request: RawRequest, path: string, status: number]>([
    ["a path that is not there", { method: "GET", path: "/nowhere?password=hunter2" }, "/nowhere", 404],
    ["a GET", { method: "GET", path: "/graphql?query={hunter2}" }, "/graphql", 400],
    ["a body that is no JSON", { headers: { "content-type": "application/json" }, body: "{hunter2" }, "/graphql", 400],
    ["a bad escape", { method: "GET", path: "/%E0%A4%A?password=hunter2" }, "/%E0%A4%A", 400],
  ])("leaves a line without its query string, also for %s", async (_what, request, path, status) => {
    const headers = {
      ...request.headers,
      "x-request-id": `refused-${status}-${path.length}-${request.method}`,
    };
    await sendRaw(stack.router.url, { ...request, headers });
    const lines = await readRequestLog(stack.router, headers["x-request-id"]);
    expect(lines.filter(({ msg }) => msg === "request")).toEqual([
      expect.objectContaining({ method: request.method ?? "POST", path, status }),
    ]);
  });

  it("is logged as JSON, one object a line, whatever the client sends", async () => {
    await stack.send(`query ${"N".repeat(5000)} { __typename }`);
    await sendRaw(stack.router.url, { method: "GET", path: '/a"}%0a{"level":"fatal' });
    await stack.send("{ __typename }", { headers: { "x-request-id": 'a"}' } });
    await readRequestLog(stack.router, "none");
    const lines = stack.router.output().trim().split("\n");
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ time: expect.stringMatching(TIME), service: "router" });
      expect(line.length).toBeLessThan(2_000);
    }
  });
});

it("no process ever writes a token or a password", async () => {
  const passwords = ["reader-demo", "wrong-password-1", "inline-password-2", "bad-type-password-3", "late-password-4"];
  const [demo, wrong, inline, badType, late] = passwords;
  const login =
    'mutation ($password: String!) { login(username: "reader", password: $password) { accessToken refreshToken } }';
  const session = await stack.send<{ login: { accessToken: string; refreshToken: string } }>(login, {
    variables: { password: demo },
  });
  await stack.send(login, { variables: { password: wrong } });
  await stack.send(`mutation { login(username: "reader", password: "${inline}") { accessToken } }`);
  await stack.send(login, { variables: { password: [badType] } });
  await stack.send(`mutation { login(username: "reader", password: "${inline}") { nothing } }`);
  await stack.send(`mutation { login(username: "reader", password: "${inline}" `);
  await sendRaw(stack.router.url, {
    method: "GET",
    path: `/graphql?query=mutation{login(password:"${inline}")}`,
  });
  const { accessToken, refreshToken } = session.data.login;
  const refresh = "mutation ($token: String!) { refreshSession(refreshToken: $token) { accessToken } }";
  await stack.send(refresh, { variables: { token: refreshToken }, token: accessToken });
  await stack.send(refresh, { variables: { token: refreshToken }, token: accessToken });
  await stack.send("{ me { id } }", { token: `${accessToken}tampered` });
  await stack.items.stop("SIGKILL");
  await stack.send("{ items { totalCount } }", { token: accessToken });
  await stack.accounts.stop("SIGKILL");
  await stack.send(login, { variables: { password: late } });
  await readRequestLog(stack.router, "none");
  const written = [stack.router, ...stack.subgraphs].map((process) => process.output()).join("\n");
  const signature = accessToken.split(".")[2] ?? "";
  const secrets = [...passwords, accessToken, refreshToken, signature, signer.privateKeyPem.slice(60, 120)];
  expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
  expect(written).toContain("a subgraph fetch failed");
  expect(written).toContain("a token was refused");
});
