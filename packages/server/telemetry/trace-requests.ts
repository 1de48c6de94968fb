import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GRAPHQL_ROUTE } from "../graphql/graphql-route.ts";

/** Gives each GraphQL request to `server` a span. */
export function traceRequests(server: FastifyInstance): void {
  // The body is read by now: its events would run outside the async context that begins here.
  server.addHook("preHandler", (request, reply, done) => {
    if (request.routeOptions.url !== GRAPHQL_ROUTE) return done();
    traceOperation(request, Date.now() - reply.elapsedTime, (span) => {
      // `close` also comes when the client leaves.
      reply.raw.once("close", () => {
        if (!request.isStreamed) end(span, request, reply);
      });
      done();
    });
  });
  // A stream begins in the async context of its request.
  server.streamListeners.push((request, reply) => {
    const span = trace.getActiveSpan();
    if (span !== undefined) end(span, request, reply);
  });
}

/**
 * Executes a request in a span of its own, below its sender's if there is one (W3C Trace Context).
 * @param startTime in milliseconds since 1970
 */
export function traceOperation<Result>(
  { method, headers }: Pick<FastifyRequest, "method" | "headers">,
  startTime: number,
  execute: (span: Span) => Result,
): Result {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const options = { kind: SpanKind.SERVER, startTime };
  const span = trace.getTracer("supergraph").startSpan(`${method} ${GRAPHQL_ROUTE}`, options, parent);
  return context.with(trace.setSpan(parent, span), execute, undefined, span);
}

function end(span: Span, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttributes(describe(request, reply)).end();
}

/** Names and numbers only: documents, variables and headers may hold private data. */
function describe({ method, id, summary }: FastifyRequest, reply: FastifyReply): Attributes {
  const { operationName, errorCodes } = summary;
  return {
    "http.request.method": method,
    "http.route": GRAPHQL_ROUTE,
    "http.response.status_code": reply.statusCode,
    "supergraph.request_id": id,
    ...(operationName === undefined ? {} : { "graphql.operation.name": operationName }),
    ...(errorCodes === undefined ? {} : { "supergraph.error_codes": errorCodes }),
  };
}
