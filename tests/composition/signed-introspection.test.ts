import { expect, it } from "@jest/globals";
import { loadSubgraph } from "../../packages/composition/load-subgraph.ts";
import { readRequestSigner } from "../../packages/server/router-auth/sign-request.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { startProcess } from "../support/process.ts";
import { ROUTER_SECRET } from "../support/router-signature.ts";

const ENTRY = "subgraphs/accounts/main";
const signing = await startProcess(ENTRY, { DATA_DIR: createDataFolder() });
const sending = await startProcess(ENTRY, { DATA_DIR: createDataFolder(), ROUTER_AUTH: "header" });

function load(url: string, variables: Record<string, string>) {
  const config = {
    name: "accounts",
    routingUrl: url,
    schema: { kind: "introspection", url: `${url}/graphql` },
    schemaPlace: { file: "supergraph.yaml", line: 1, column: 1, subgraph: null },
  } as const;
  return loadSubgraph(config, { signRequest: readRequestSigner(variables) });
}

it.each([
  ["by signature", signing, { ROUTER_SECRET }],
  ["by header", sending, { ROUTER_SECRET, ROUTER_AUTH: "header" }],
])("a running subgraph gives its schema to whoever has its secret, %s", async (_how, { url }, variables) => {
  const { sdl } = await load(url, variables);
  expect(sdl).toContain("type Session");
});

it("a running subgraph gives its schema to nobody else", async () => {
  const reason = "It answered HTTP 401 without a schema: This subgraph answers its router alone.";
  await expect(load(signing.url, {})).rejects.toThrow(reason);
  await expect(load(sending.url, {})).rejects.toThrow(reason);
});
