import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, it } from "@jest/globals";
import { startRefusingProcess } from "../support/process.ts";
import { writeFileIn, writeSupergraph } from "../support/supergraph-file.ts";

const SUPERGRAPH_PATH = writeSupergraph([
  { name: "greeting", url: "http://127.0.0.1:1/graphql", sdl: "type Query { hello: String }" },
]);

it.each(["0", "-1", "65", "two", "1.5", "AUTO", "2 "])("refuses WORKERS=%j with one line", async (value) => {
  const { exitCode, output } = await startRefusingProcess("router/main", { SUPERGRAPH_PATH, WORKERS: value });
  expect(exitCode).toBe(1);
  expect(output).toBe("router cannot start: bad configuration: WORKERS: must be auto or a whole number from 1 to 64\n");
});

it("says once, not once for each worker, why they cannot start", async () => {
  const { exitCode, output } = await startRefusingProcess("router/main", {
    SUPERGRAPH_PATH: writeFileIn("supergraph.graphql", "type Query { hello: String }"),
    WORKERS: "3",
  });
  expect(exitCode).toBe(1);
  expect(output).toMatch(/^router cannot start: the supergraph \S+ is not valid: [^\n]+\n$/);
});

it("says once that the port is in use", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { exitCode, output } = await startRefusingProcess("router/main", {
    SUPERGRAPH_PATH,
    WORKERS: "2",
    PORT: String(port),
    LOG_LEVEL: "error",
  });
  server.close();
  expect(exitCode).toBe(1);
  expect(output).toBe(`router cannot start: port ${port} is in use: stop what listens there, or choose another port\n`);
});
