import { type Environment, readEnvironment } from "../process/environment.ts";
import { buildRouterSignature, ROUTER_SIGNATURE_HEADER, type UnsignedRequest } from "./signature.ts";
import { buildRouterAuthSettings, type RouterAuthSettings, routerAuthVariables } from "./variables.ts";

/** The header that carries the secret itself, for routers that cannot sign. */
export const ROUTER_SECRET_HEADER = "router-authorization";

/** The headers that prove to a subgraph who sends `request`; none where no secret is set. */
export type SignRequest = (request: UnsignedRequest) => Readonly<Record<string, string>>;

/** Makes what signs every request to a subgraph, of the router and of whoever else may ask one. */
export function createRequestSigner({ secrets, scheme }: RouterAuthSettings): SignRequest {
  const [secret] = secrets;
  if (secret === undefined) return () => ({});
  if (scheme === "header") return () => ({ [ROUTER_SECRET_HEADER]: secret });
  const key = Buffer.from(secret, "utf8");
  return (request) => ({ [ROUTER_SIGNATURE_HEADER]: buildRouterSignature(request, key, Date.now()) });
}

/** For a command that asks subgraphs in the router's place. @throws StartupError naming every bad variable */
export function readRequestSigner(environment: Environment): SignRequest {
  const values = readEnvironment(routerAuthVariables, environment);
  return createRequestSigner(buildRouterAuthSettings(values, false));
}
