import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { expect, it } from "@jest/globals";
import { makeCertificate } from "../support/certificate.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { writeSettings } from "./settings.ts";

const ofSubgraph = makeCertificate();
const ofRouter = makeCertificate();
const names: unknown[] = [];

const server = createServer(
  {
    key: readFileSync(ofSubgraph.key),
    cert: readFileSync(ofSubgraph.certificate),
    ca: readFileSync(ofRouter.certificate),
    requestCert: true,
    rejectUnauthorized: false,
  },
  (request, response) => {
    names.push((request.socket as TLSSocket).authorized);
    request.resume().on("end", () => {
      response.setHeader("content-type", "application/json");
      response.end('{"data":{"hello":"world"}}');
    });
  },
);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
stopAfterTests(async () => {
  server.closeAllConnections();
  server.close();
});
const { port } = server.address() as AddressInfo;
const SUPERGRAPH_PATH = writeSupergraph([
  { name: "hello", url: `https://127.0.0.1:${port}/graphql`, sdl: "type Query { hello: String }" },
]);

async function ask(tls: object) {
  const ROUTER_CONFIG = writeSettings("tls.json", JSON.stringify({ subgraphs: { hello: { tls } } }));
  const { url } = await startProcess("router/main", { SUPERGRAPH_PATH, ROUTER_CONFIG });
  return sendOperation(url, "{ hello }");
}

it("a subgraph is trusted by the authority of its settings, and by no other", async () => {
  expect((await ask({ ca: ofSubgraph.certificate })).data).toEqual({ hello: "world" });
  expect(names.at(-1)).toBe(false);
  expect((await ask({ ca: ofRouter.certificate })).codes).toEqual(["SUBGRAPH_UNAVAILABLE"]);
});

it("a subgraph that asks for a certificate gets the router's", async () => {
  expect((await ask({ ca: ofSubgraph.certificate, ...ofRouter })).data).toEqual({ hello: "world" });
  expect(names.at(-1)).toBe(true);
});
