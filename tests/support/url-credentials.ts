import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { stopAfterTests } from "./started-processes.ts";

const USERNAME = "gate keeper";
const PASSWORD = "pä:ss/wörd";
/** The header of the credentials. */
export const BASIC = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString("base64")}`;
/** All ways in which the password could be told. */
export const SECRETS = [PASSWORD, encodeURIComponent(PASSWORD), BASIC.slice("Basic ".length)];

/** The URL with the credentials. */
export function addCredentials(url: string): string {
  return url.replace("//", `//${encodeURIComponent(USERNAME)}:${encodeURIComponent(PASSWORD)}@`);
}

/** A server that keeps the `authorization` of what it is asked, and answers `body`. */
export async function startRecorder(body: unknown) {
  const received: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers.authorization);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stopAfterTests(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
