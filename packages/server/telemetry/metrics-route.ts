import type { FastifyInstance, FastifyRequest } from "fastify";
import { Registry } from "prom-client";
import { createClientError } from "../errors/error-codes.ts";
import { createSecretCheck } from "../router-auth/secret-check.ts";
import type { TelemetrySettings } from "./variables.ts";

/**
 * Serves `GET /metrics` in the Prometheus text format, under any load, to bearers of a token (RFC 6750 §2.1), or without a
 * token where the settings allow it. Where they allow neither, there is no such route.
 */
export function serveMetrics(
  server: FastifyInstance,
  readMetrics: () => Promise<string>,
  settings: TelemetrySettings,
): void {
  const { metricsTokens, areMetricsOpen } = settings;
  if (metricsTokens.length === 0 && !areMetricsOpen) return;
  const mayRead = createTokenCheck(metricsTokens);
  server.get("/metrics", {
    config: { isAlwaysServed: true },
    onRequest: async (request) => {
      if (!areMetricsOpen && !mayRead(request)) throw refuse();
    },
    handler: async (_request, reply) => reply.type(Registry.PROMETHEUS_CONTENT_TYPE).send(await readMetrics()),
  });
}

function createTokenCheck(tokens: readonly string[]): (request: FastifyRequest) => boolean {
  const isKnown = createSecretCheck(tokens);
  return ({ raw: { headersDistinct } }) => {
    const [value = "", ...others] = headersDistinct.authorization ?? [];
    const [, token] = /^bearer +(\S+)$/i.exec(value) ?? [];
    return token !== undefined && others.length === 0 && isKnown(token);
  };
}

function refuse() {
  return createClientError("UNAUTHENTICATED", "Metrics are for bearers of their token.", {
    extensions: { http: { status: 401, headers: new Map([["www-authenticate", "Bearer"]]) } },
  });
}
