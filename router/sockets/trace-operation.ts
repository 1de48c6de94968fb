import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import type { FastifyRequest } from "fastify";
import { GRAPHQL_ROUTE } from "../../packages/server/graphql/graphql-route.ts";

/**
 * Runs an operation of a socket in a span of its own, below that of the request that opened the socket. Where requests
 * are traced, the span ends when the answer is noted (packages/server/telemetry/trace-requests.ts).
 */
export function traceOperation<Result>({ headers }: FastifyRequest, run: () => Result): Result {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const span = trace.getTracer("supergraph").startSpan(`POST ${GRAPHQL_ROUTE}`, { kind: SpanKind.SERVER }, parent);
  return context.with(trace.setSpan(parent, span), run);
}
