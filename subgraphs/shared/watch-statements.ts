import type { FastifyInstance } from "fastify";
import { Counter, Histogram, type Registry } from "prom-client";
import { type ExecutedStatement, roundMilliseconds } from "../../packages/server/graphql/executed-statements.ts";
import { finishedStatements } from "./database/finished-statement.ts";

/** In seconds. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5];

const MAXIMUM_LOGGED = 1_000;

/**
 * Times the SQL statements of the process until `server` closes, and logs those that take `slowMs` or longer. A statement
 * waits for an open transaction, so that the slow one may be another.
 */
export function watchStatements(server: FastifyInstance, registry: Registry, slowMs: number): void {
  const registers = [registry];
  const durations = new Histogram({
    name: "database_statement_duration_seconds",
    help: "Time of one SQL statement, waiting for a transaction included.",
    buckets: BUCKETS,
    registers,
  });
  const slowStatements = new Counter({
    name: "database_slow_statements_total",
    help: "Statements over SLOW_STATEMENT_MS, which the log names.",
    registers,
  });
  const note = (message: unknown) => {
    const { sql, milliseconds } = message as ExecutedStatement;
    durations.observe(milliseconds / 1000);
    if (milliseconds < slowMs) return;
    slowStatements.inc();
    server.log.warn({ sql: nameStatement(sql), durationMs: roundMilliseconds(milliseconds) }, "a slow statement");
  };
  finishedStatements.subscribe(note);
  server.addHook("onClose", async () => void finishedStatements.unsubscribe(note));
}

/** The text of a statement without its values: they differ between executions, and may be private data. */
export function nameStatement(sql: string): string {
  return sql
    .slice(0, MAXIMUM_LOGGED)
    .replace(/'(?:[^']|'')*(?:'|$)/g, "?")
    .replace(/\b\d+(?:\.\d+)?\b/g, "?")
    .replace(/\s+/g, " ")
    .replace(/\?(?:\s*,\s*\?)+/g, "?, …")
    .trim();
}
