import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TokenPart } from "./access-tokens.ts";
import { stopAfterTests } from "./started-processes.ts";

/** Who publishes keys that tokens are verified with. */
export interface KeyPublisher {
  /** For `JWKS_URL`. */
  readonly url: string;
  /** How often the keys have been asked for. */
  countFetches(): number;
  /** How many of those that asked still wait for an answer. */
  countWaiting(): number;
  /** After a POST here it answers nobody. */
  readonly hangUrl: string;
}

/** Publishes `keys` as a JSON Web Key Set (RFC 7517 §5) until the file's tests are over. */
export function startKeyPublisher(keys: readonly TokenPart[]): Promise<KeyPublisher> {
  return startPublisher((response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys })),
  );
}

/** Takes requests for keys and never answers. */
export function startHangingPublisher(): Promise<KeyPublisher> {
  return startPublisher(() => undefined);
}

async function startPublisher(respond: (response: ServerResponse) => unknown): Promise<KeyPublisher> {
  let fetches = 0;
  let waiting = 0;
  let isHanging = false;
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      isHanging = true;
      response.end();
      return;
    }
    fetches += 1;
    waiting += 1;
    response.once("close", () => {
      waiting -= 1;
    });
    if (!isHanging) respond(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stopAfterTests(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/keys`;
  return { url, hangUrl: `${url}/hang`, countFetches: () => fetches, countWaiting: () => waiting };
}
