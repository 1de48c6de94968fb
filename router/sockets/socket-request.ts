import { randomUUID } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { parseEachNumber, stringifyExact } from "../../packages/engine/exact-numbers.ts";
import { GRAPHQL_ROUTE } from "../../packages/server/graphql/graphql-route.ts";
import { inherit } from "../../packages/server/inherit.ts";
import { isRecord } from "../../packages/server/is-record.ts";

/** What a client says of itself, with this token in place of any other. */
export type ClaimedIdentity = Pick<FastifyRequest, "headers" | "raw">;

/** The headers of an operation come from the request that opened its socket; its token may be a later one. */
export function claimIdentity({ headers: given, raw }: FastifyRequest, authorization: string | null): ClaimedIdentity {
  const { accept: _accept, authorization: _before, ...others } = given;
  const headers = {
    ...others,
    "content-type": "application/json",
    ...(authorization === null ? {} : { authorization }),
  };
  const rawHeaders = authorization === null ? [] : ["authorization", authorization];
  return { headers, raw: inherit(raw, { headers, rawHeaders }) };
}

/**
 * The operation of a message as a request of its own: a POST with an id, a log and a summary of its own.
 * @param upgrade the request that opened the socket
 * @param message the JSON of the message, with the operation as `payload`
 */
export function describeOperationRequest(
  upgrade: FastifyRequest,
  identity: ClaimedIdentity,
  message: string,
  payload: Readonly<Record<string, unknown>>,
): FastifyRequest {
  const id = randomUUID();
  const { query, ...others } = payload;
  return inherit(upgrade, {
    ...identity,
    id,
    method: "POST",
    url: GRAPHQL_ROUTE,
    // The protocol asks for a text also where the operation is named by a hash alone.
    body: query === "" ? others : payload,
    get bodyText() {
      const sent = parseEachNumber(message);
      return stringifyExact(isRecord(sent) ? sent.payload : null);
    },
    log: upgrade.server.log.child({ reqId: id, socketId: upgrade.id }),
    summary: {},
    slot: null,
    isStreamed: false,
  });
}
