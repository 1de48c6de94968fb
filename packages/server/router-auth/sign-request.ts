import { type Environment, readEnvironment } from "../process/environment.ts";
import { buildRouterSignature, ROUTER_SIGNATURE_HEADER, type UnsignedRequest } from "./signature.ts";
import { createSigningKey } from "./signing-key.ts";
import { buildRouterAuthSettings, type RouterAuthSettings, routerAuthVariables } from "./variables.ts";

/** The header that carries the secret itself, for routers that cannot sign. */
export const ROUTER_SECRET_HEADER = "router-authorization";

/** The headers that prove to a subgraph that the router sends `request`; none without a secret. */
export type SignRequest = (request: UnsignedRequest) => Readonly<Record<string, string>>;

/** Makes the signer of requests to subgraphs. */
export function createRequestSigner({ secrets, scheme }: RouterAuthSettings): SignRequest {
  const [secret] = secrets;
  if (secret === undefined) return () => ({});
  if (scheme === "header") return () => ({ [ROUTER_SECRET_HEADER]: secret });
  const key = createSigningKey(secret);
  return (request) => ({ [ROUTER_SIGNATURE_HEADER]: buildRouterSignature(request, key, Date.now()) });
}

/** The signer for commands that ask subgraphs. @throws StartupError naming every bad variable */
export function readRequestSigner(environment: Environment): SignRequest {
  const values = readEnvironment(routerAuthVariables, environment);
  return createRequestSigner(buildRouterAuthSettings(values, false));
}
