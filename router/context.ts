import type { FastifyRequest } from "fastify";
import type { Authenticate } from "../identity/authenticate.ts";
import type { MaybeCaller } from "../identity/caller.ts";
import type { EndpointContext } from "../service/graphql-endpoint.ts";

/** What the router knows of one request. */
export interface RouterContext extends EndpointContext {
  readonly caller: MaybeCaller;
  /** The verified token, to pass on to subgraphs. */
  readonly accessToken: string | null;
}

/** Makes the context function: verifies the token before anything else of the request is looked at. */
export function createContextFunction(authenticate: Authenticate) {
  return async (request: FastifyRequest, base: EndpointContext): Promise<RouterContext> => {
    const { caller, accessToken } = await authenticate(request.raw.headersDistinct.authorization, (reason) =>
      request.log.warn({ reason }, "a token was refused"),
    );
    if (caller !== null) base.summary.callerId = caller.id;
    return { ...base, caller, accessToken };
  };
}
