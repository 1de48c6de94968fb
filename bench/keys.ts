import { createHash, generateKeyPairSync, type webcrypto } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import jsonwebtoken from "jsonwebtoken";

const TOKEN_LIFETIME_SECONDS = 24 * 3_600;

/** The signing key of a run, where its public half is, and a token of it that lasts longer than the run. */
export interface PublishedKeys {
  readonly privateKeyPem: string;
  readonly publicKeyPath: string;
  readonly jwksUrl: string;
  readonly token: string;
  /** A token of the same key for another user. */
  issueToken(subject: string): string;
  close(): void;
}

/** Makes a key, and publishes it over HTTP and in a file of `folder`. The token is of the user `callerId`, with `scope`. */
export async function publishKeys(folder: string, callerId: string, scope: string): Promise<PublishedKeys> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKeyPath = join(folder, "public-key.pem");
  writeFileSync(publicKeyPath, publicKey.export({ type: "spki", format: "pem" }));
  const jwk = publicKey.export({ format: "jwk" });
  const kid = buildThumbprint(jwk);
  const keys = [{ ...jwk, kid, alg: "RS256", use: "sig" }];
  const server = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys })),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issueToken = (subject: string) =>
    jsonwebtoken.sign({ scope }, privateKey, {
      algorithm: "RS256",
      keyid: kid,
      issuer: "urn:supergraph:accounts",
      audience: "urn:supergraph",
      subject,
      expiresIn: TOKEN_LIFETIME_SECONDS,
      header: { alg: "RS256", typ: "at+jwt" },
    });
  return {
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKeyPath,
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    token: issueToken(callerId),
    issueToken,
    close: () => closeServer(server),
  };
}

/** By RFC 7638, as accounts names its keys, so that it takes the tokens for its own. */
function buildThumbprint({ e, kty, n }: webcrypto.JsonWebKey): string {
  return createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
}

function closeServer(server: Server): void {
  server.close();
  server.closeAllConnections();
}
