import { expect, it } from "@jest/globals";
import { startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startWithoutLog } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const subgraph = await startFakeSubgraph(() => undefined);
const sdl = "type Query { unused: String }";

it.each(["json", "pretty"])("a process serves on while its %s log cannot be written", async (format) => {
  const router = await startWithoutLog("router/main", {
    SUPERGRAPH_PATH: writeSupergraph([{ name: "subgraph", url: subgraph.url, sdl }]),
    LOG_FORMAT: format,
  });
  for (let request = 0; request < 3; request += 1) {
    const answer = await sendOperation(router.url, "{ __typename }");
    expect(answer).toMatchObject({ status: 200, data: { __typename: "Query" } });
  }
  expect(await router.stop()).toBe(0);
});
