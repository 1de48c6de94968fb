import { resolve } from "node:path";
import { expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

const hello = await startFakeSubgraph(answerJson({ data: { hello: "world", rename: "done" } }));
const SUPERGRAPH_PATH = writeSupergraph([
  { name: "hello", url: hello.url, sdl: "type Query { hello: String } type Mutation { rename: String }" },
]);
const signer = createRsaSigner();
const { url: JWKS_URL } = await startKeyPublisher([signer.jwk]);

const startWith = (example: string) =>
  startProcess("router/main", {
    SUPERGRAPH_PATH,
    JWKS_URL,
    ROUTER_CONFIG: resolve("examples/router", example),
  });

it("tenant-header sends the tenant of the token", async () => {
  const { url } = await startWith("tenant-header.mjs");
  const headers = { "x-tenant-id": "forged" };
  await sendOperation(url, "{ hello }", { token: signer.sign({ claims: { tenant: "acme" } }), headers });
  expect(hello.requests.at(-1)?.headers["x-tenant-id"]).toBe("acme");
  await sendOperation(url, "{ hello }", { headers });
  expect(hello.requests.at(-1)?.headers).not.toHaveProperty("x-tenant-id");
});

it("known-clients answers known clients alone", async () => {
  const { url } = await startWith("known-clients.mjs");
  const ask = (name: string) => sendOperation(url, "{ hello }", { headers: { "apollographql-client-name": name } });
  expect((await ask("web")).data).toEqual({ hello: "world" });
  expect(await ask("another")).toMatchObject({ status: 403, codes: ["FORBIDDEN"] });
});

it("mutation-audit writes a line for each mutation, and for nothing else", async () => {
  const router = await startWith("mutation-audit.mjs");
  await sendOperation(router.url, "{ hello }");
  await sendOperation(router.url, "mutation { rename }", { token: signer.sign() });
  await waitFor("the audit line", async () => router.output().includes('{"audit":{"subgraph":"hello"'));
  const lines = router
    .output()
    .split("\n")
    .filter((line) => line.startsWith('{"audit"'));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "{}").audit).toMatchObject({ caller: "somebody", failure: null });
});
