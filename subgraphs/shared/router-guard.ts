import type { FastifyInstance, FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { createClientError } from "../../packages/server/errors/error-codes.ts";
import { CLIENT_ADDRESS_HEADER } from "../../packages/server/http/client-address.ts";
import { readHeaderValues } from "../../packages/server/http/header-values.ts";
import {
  type ReceivedHead,
  type RequestProof,
  ROUTER_CHALLENGE,
  type VerifyRequest,
} from "../../packages/server/router-auth/verify-request.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The router's proof for a request to a guarded route; null elsewhere. */
    routerProof: RequestProof | null;
  }
}

/**
 * Makes every route of the scope `guarded` refuse requests that do not come from the router, with HTTP 401, before the
 * body is read. A body that the router did not send is refused before it is parsed. Other routes stay open.
 */
export function guardRoutes(guarded: FastifyInstance, verify: VerifyRequest): void {
  guarded.decorateRequest("routerProof", null);
  guarded.addHook("onRequest", (request, _reply, done) => {
    const verdict = verify(readHead(request));
    if (verdict.kind === "refused") return done(refuse(request, verdict.reason));
    request.routerProof = verdict.proof;
    done();
  });
  const parseJson = guarded.getDefaultJsonParser("error", "error");
  guarded.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (request, body, done) => {
    if (request.routerProof?.coversBody(body) !== true) return done(refuse(request, "another body"));
    return parseJson(request, body.toString("utf8"), done);
  });
}

/**
 * Refuses a request that the router signed for another caller than its token's.
 * @throws UNAUTHENTICATED, HTTP 401, unless the router sent it for `caller`
 */
export function requireProvenCaller(request: FastifyRequest, caller: MaybeCaller): void {
  const isProven = request.routerProof?.coversCaller(caller === null ? null : caller.id) === true;
  if (!isProven) throw refuse(request, "another caller");
}

function readHead({ raw, method }: FastifyRequest): ReceivedHead {
  const readHeader = (name: string) => readHeaderValues(raw, name);
  return {
    method,
    target: raw.url ?? "",
    readHeader,
    clientAddress: readHeader(CLIENT_ADDRESS_HEADER)?.join(", ") ?? null,
  };
}

function refuse(request: FastifyRequest, reason: string): GraphQLError {
  request.log.warn({ reason }, "a request that is not the router's was refused");
  return createClientError("UNAUTHENTICATED", "This subgraph answers its router alone.", {
    extensions: { http: { status: 401, headers: new Map([["www-authenticate", ROUTER_CHALLENGE]]) } },
  });
}
