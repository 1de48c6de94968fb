import type { FastifyInstance, FastifyRequest } from "fastify";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { ERROR_CODES } from "../errors/error-codes.ts";
import { listenToAnswers } from "../http/streamed-answers.ts";
import type { InFlightCounts } from "../overload/limit-in-flight.ts";
import { addReadMetric, type ReadMetric } from "./add-read-metric.ts";

/** In seconds: from answers of a cache to times that no client waits for. */
export const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Counts and times the requests that `server` answers, and names slow operations in its log. Clients cannot choose
 * labels: only the server's routes and known codes become one.
 */
export function watchRequests(
  server: FastifyInstance,
  options: {
    readonly registry: Registry;
    /** Codes of errors beside our own: each is a time series. */
    readonly otherErrorCodes?: ReadonlySet<string> | undefined;
    readonly slowOperationMs: number;
  },
): void {
  const { registry, otherErrorCodes = new Set<string>(), slowOperationMs } = options;
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's headers to the end of its answer, or the start of its stream, by route and class of status.",
    labelNames: ["route", "status"],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  const errors = new Counter({
    name: "graphql_request_errors_total",
    help: "Requests with at least one error of the code.",
    labelNames: ["code"],
    registers: [registry],
  });
  const slowOperations = new Counter({
    name: "graphql_slow_operations_total",
    help: "Operations over SLOW_OPERATION_MS, which the log names.",
    registers: [registry],
  });

  function noteIfSlow(request: FastifyRequest, milliseconds: number): void {
    if (milliseconds < slowOperationMs || request.summary.operationName === undefined) return;
    slowOperations.inc();
    const durationMs = Math.round(milliseconds);
    request.log.warn({ durationMs, ...request.summary }, "a slow operation");
  }

  listenToAnswers(server, (request, reply) => {
    const milliseconds = reply.elapsedTime;
    const route = request.routeOptions.url ?? "none";
    durations.observe({ route, status: `${Math.floor(reply.statusCode / 100)}xx` }, milliseconds / 1000);
    for (const code of request.summary.errorCodes ?? []) {
      const isKnown = Object.hasOwn(KNOWN_CODES, code) || otherErrorCodes.has(code);
      errors.inc({ code: isKnown ? code : "other" });
    }
    noteIfSlow(request, milliseconds);
  });
}

const KNOWN_CODES = { ...ERROR_CODES, INTERNAL_SERVER_ERROR: "" };

/** Adds the requests in flight, and those refused. */
export function addInFlightMetrics(registry: Registry, counts: InFlightCounts): void {
  const add = (
    Metric: ReadMetric["Metric"],
    name: string,
    help: string,
    count: Exclude<keyof InFlightCounts, "enter">,
  ) => addReadMetric(registry, { Metric, name, help, read: () => [[{}, counts[count]()]] });
  const inFlight = "Requests that are worked on, or whose answer is not sent yet.";
  add(Gauge, "http_requests_in_flight", inFlight, "countInFlight");
  const shed = "Requests refused with 503 because there was too much to do.";
  add(Counter, "http_requests_shed_total", shed, "countRefused");
  add(Gauge, "http_unsent_bytes", "Bytes of answers that are not sent yet.", "countUnsentBytes");
  const cutOff = "Clients cut off because they did not read their answers.";
  add(Counter, "http_clients_cut_off_total", cutOff, "countCutOff");
}
