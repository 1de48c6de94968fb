import { describe, expect, it } from "@jest/globals";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess, type Variables } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const first = await startFakeSubgraph(answerJson({ data: { planet: "Earth" } }));
const second = await startFakeSubgraph(answerJson({ data: { planet: "Mars" } }));

/** Starts a router for one subgraph. @returns what asks it for a planet */
async function startRouterFor(name: string, url: string, variables: Variables = {}) {
  const path = writeSupergraph([{ name, url, sdl: "type Query { planet: String }" }]);
  const router = await startProcess("router/main", { SUPERGRAPH_PATH: path, ...variables });
  return async () => (await sendOperation(router.url, "{ planet }")).data;
}

describe("a supergraph that is not ours", () => {
  it("is served from the URLs it names, to callers without a token", async () => {
    const ask = await startRouterFor("astronomy", first.url);
    expect(await ask()).toEqual({ planet: "Earth" });
  });

  it.each([
    ["astronomy", "ASTRONOMY_URL", first.url],
    ["deep-space.probes", "DEEP_SPACE_PROBES_URL", first.url],
    ["nameless", "NAMELESS_URL", ""],
  ])("is served for the subgraph %s from the URL in %s", async (name, variable, url) => {
    const ask = await startRouterFor(name, url, { [variable]: second.url });
    expect(await ask()).toEqual({ planet: "Mars" });
  });
});
