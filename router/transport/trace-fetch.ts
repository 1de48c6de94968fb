import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** The headers of W3C Trace Context that a span has. */
export type TraceHeaders = Readonly<Record<string, string>>;

/** If its request is traced, runs a fetch from `subgraph` within a span of its own; otherwise with null. */
export function traceFetch<Result>(
  subgraph: string,
  kind: "query" | "mutation",
  run: (headers: TraceHeaders | null) => Promise<Result>,
): Promise<Result> {
  if (trace.getActiveSpan() === undefined) return run(null);
  const attributes = { "graphql.operation.type": kind, "supergraph.subgraph": subgraph };
  const span = trace.getTracer("supergraph").startSpan(`fetch ${subgraph}`, { kind: SpanKind.CLIENT, attributes });
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), headers);
  const noteError = (error: unknown) => {
    const message = error instanceof SubgraphFailure ? error.kind : "defect";
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    throw error;
  };
  return run(headers)
    .catch(noteError)
    .finally(() => span.end());
}
