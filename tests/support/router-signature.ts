import type { OutgoingHttpHeaders } from "node:http";
import { buildRouterSignature, ROUTER_SIGNATURE_HEADER } from "../../packages/server/router-auth/signature.ts";
import { createSigningKey } from "../../packages/server/router-auth/signing-key.ts";

/** The `ROUTER_SECRET` of every process under test. */
export const ROUTER_SECRET = "the-secret-of-all-processes-under-test";

const key = createSigningKey(ROUTER_SECRET);

/** A request that a test sends in the router's place. */
export interface RouterRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | undefined;
}

/** The headers by which a subgraph knows a request of the router. */
export function signAsRouter({ method, path, headers, body = "" }: RouterRequest): Record<string, string> {
  const address = headers["x-client-address"];
  const signed = {
    method,
    target: path,
    body,
    callerId: findCallerId(String(headers.authorization ?? "")),
    clientAddress: address === undefined ? null : String(address),
  };
  return { [ROUTER_SIGNATURE_HEADER]: buildRouterSignature(signed, key, Date.now()) };
}

/** Whom the token names, were it good; null when it is none. */
function findCallerId(authorization: string): string | null {
  const [, claims = ""] = /^bearer +[\w-]+\.([\w-]+)\./i.exec(authorization) ?? [];
  try {
    const { sub } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { sub?: unknown };
    return typeof sub === "string" ? sub : null;
  } catch {
    return null;
  }
}
