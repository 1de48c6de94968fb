import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Authenticate } from "../../packages/identity/authenticate.ts";
import { ANONYMOUS } from "../../packages/identity/caller.ts";
import type { RequestSender } from "../../packages/identity/request-owner.ts";
import type { EndpointContext } from "../../packages/server/graphql/endpoint-context.ts";
import { readHeaderValues } from "../../packages/server/http/header-values.ts";
import type { CountRequest } from "../limits/rate-limit.ts";
import type { FindClientAddress } from "./trusted-proxies.ts";

/** Who sends a request, and the verified token to pass on to subgraphs. */
export interface IdentifiedSender extends RequestSender {
  readonly accessToken: string | null;
}

/**
 * Says who sends a request, before anything else of the request is looked at.
 * @throws UNAUTHENTICATED, HTTP 401, for a token that is not valid; SERVICE_UNAVAILABLE, HTTP 503, while no token can be
 *   verified; RATE_LIMITED, HTTP 429, for an address that sends too many refused tokens
 */
export type IdentifyCaller = (
  request: Pick<FastifyRequest, "headers" | "ip"> & {
    readonly raw: Pick<IncomingMessage, "headers" | "rawHeaders">;
  },
  base: Pick<EndpointContext, "log" | "summary">,
) => Promise<IdentifiedSender>;

/** Makes the stage that identifies the caller. @param countRequest also counts refused tokens, for their address */
export function createIdentifyCaller(
  authenticate: Authenticate,
  findClientAddress: FindClientAddress,
  countRequest: CountRequest,
): IdentifyCaller {
  return async (request, { log, summary }) => {
    const clientAddress = findClientAddress(request);
    const { caller, accessToken } = await authenticate(readHeaderValues(request.raw, "authorization"), (reason) => {
      log.warn({ reason }, "a token was refused");
      countRequest(ANONYMOUS, clientAddress);
    });
    if (caller !== null) summary.callerId = caller.id;
    return { caller, accessToken, clientAddress };
  };
}
