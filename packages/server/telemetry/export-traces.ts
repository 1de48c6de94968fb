import { setTimeout as delay } from "node:timers/promises";
import { context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { ExportResultCode, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import { PrismaInstrumentation } from "@prisma/instrumentation";
import type { FastifyBaseLogger } from "fastify";
import type { TelemetrySettings } from "./variables.ts";

/** Which process is traced, and how. */
export interface TracedProcess {
  readonly name: string;
  readonly settings: TelemetrySettings;
  /**
   * Whether it decides which requests are traced, not its clients: it takes only their trace ids. A process
   * that does not decide traces the requests that its caller traces, and nothing of its own.
   */
  readonly begins: boolean;
}

/** Spans beyond this are dropped: a collector that is gone costs some megabytes, and no request its time. */
const MAXIMUM_WAITING_SPANS = 2_048;
const BATCH = 512;
const INTERVAL_MS = 1_000;
const EXPORT_TIMEOUT_MS = 5_000;
/** A stopping process gives the collector this time. */
const STOP_TIMEOUT_MS = 2_000;

/** The error's message may hold the collector's whole answer. */
const MAXIMUM_REASON = 200;

const SPAN_LIMITS = { attributeCountLimit: 32, attributeValueLengthLimit: 2_000, eventCountLimit: 8 };

/**
 * Sends the spans of this process to the collector at `collectorUrl` (OTLP over HTTP), those of Prisma among them.
 * @returns what sends the rest and ends it
 */
export function exportTraces(
  collectorUrl: string,
  { name, begins, settings }: TracedProcess,
  log: FastifyBaseLogger,
): () => Promise<void> {
  const url = `${collectorUrl.replace(/\/+$/, "")}/v1/traces`;
  const exporter = reportFailures(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS }), log);
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": name, "service.namespace": "supergraph" }),
    sampler: begins
      ? new TraceIdRatioBasedSampler(settings.tracedShare)
      : new ParentBasedSampler({ root: new AlwaysOffSampler() }),
    spanLimits: SPAN_LIMITS,
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        maxQueueSize: MAXIMUM_WAITING_SPANS,
        maxExportBatchSize: BATCH,
        scheduledDelayMillis: INTERVAL_MS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  const prisma = new PrismaInstrumentation();
  prisma.setTracerProvider(provider);
  prisma.enable();
  const sendRest = () => provider.shutdown().catch(ignoreReported);
  return () => Promise.race([sendRest(), delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
}

/** Says once that the collector does not take spans, and once that it does again. */
function reportFailures(exporter: SpanExporter, log: FastifyBaseLogger): SpanExporter {
  let isFailing = false;
  return {
    export: (spans, callback) =>
      exporter.export(spans, (result) => {
        const hasFailed = result.code !== ExportResultCode.SUCCESS;
        if (hasFailed && !isFailing)
          log.warn({ reason: result.error?.message.slice(0, MAXIMUM_REASON) }, "traces cannot be sent");
        if (!hasFailed && isFailing) log.info("traces are sent again");
        isFailing = hasFailed;
        callback(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

/** The log has the failure already. */
function ignoreReported(): void {}
