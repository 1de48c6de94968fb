import { expect, it } from "@jest/globals";
import { startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { openSocket } from "../support/raw-request.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { waitForClose } from "../support/wait-for-close.ts";

/** Its answer ends the connection. */
const LARGE = "x".repeat(400_000);
const subgraph = await startFakeSubgraph((response) => {
  response.writeHead(200, { "content-type": "application/json" }).end(`{"data":{"large":"${LARGE}"}}`);
});
const sdl = "type Query { large: String }";
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([{ name: "large", url: subgraph.url, sdl }]),
  MAX_IN_FLIGHT: "2",
});

function write(query: string): string {
  return `GET /graphql?query=${query} HTTP/1.1\r\nhost: localhost\r\napollo-require-preflight: 1\r\n\r\n`;
}

it("requests behind an answer that ends the connection keep no place", async () => {
  for (let connection = 0; connection < 30; connection += 1) {
    const socket = openSocket(router.url).resume();
    socket.write(write("{large}") + write("{__typename}").repeat(2));
    await waitForClose(socket);
  }
  expect(await sendOperation(router.url, "{ __typename }")).toMatchObject({ status: 200 });
});
