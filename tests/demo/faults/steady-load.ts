import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { stopAfterTests } from "../../support/started-processes.ts";

/** What clients send, each its next request a pause after the last answer. */
export interface SteadyLoad {
  /** The server's, without a path. */
  readonly url: string;
  readonly query: string;
  readonly token?: string;
  readonly clients: number;
  readonly pauseMs: number;
}

/** How one request went. Times are those of `performance.now()`. */
export interface Outcome {
  readonly kind: "whole" | "partial" | "failed";
  readonly sentAt: number;
  readonly endedAt: number;
  /** The answer, or the error of the connection. */
  readonly text: string;
}

/** Clients at work. */
export interface RunningLoad {
  /** How the requests have gone that were answered so far, in the order of their ends. */
  readonly outcomes: readonly Outcome[];
  stop(): Promise<readonly Outcome[]>;
}

/** Sends until it is told to stop, over connections that are kept and never tries a request twice. */
export function startSteadyLoad({ url, query, token, clients, pauseMs }: SteadyLoad): RunningLoad {
  const pool = new Pool(url, { connections: clients });
  const headers = {
    "content-type": "application/json",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const request = { method: "POST" as const, path: "/graphql", headers, body: JSON.stringify({ query }) };
  const outcomes: Outcome[] = [];
  let isStopped = false;

  async function runClient(): Promise<void> {
    while (!isStopped) {
      const sentAt = performance.now();
      const answer = await send(pool, request);
      outcomes.push({ ...answer, sentAt, endedAt: performance.now() });
      await delay(pauseMs);
    }
  }

  const running = Promise.all(Array.from({ length: clients }, runClient));
  const stop = async () => {
    isStopped = true;
    await running;
    await pool.destroy();
    return outcomes;
  };
  stopAfterTests(stop);
  return { outcomes, stop };
}

/** Counts of a load for a row. */
export function countOutcomes(outcomes: readonly Outcome[]): Record<"requests" | "partial" | "failed", number> {
  const count = (kind: Outcome["kind"]) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return { requests: outcomes.length, partial: count("partial"), failed: count("failed") };
}

/** From `startedAt` to the first whole answer after the last other one, in ms; 0 when all were whole. */
export function measureOutage(outcomes: readonly Outcome[], startedAt: number): number {
  const last = outcomes.findLastIndex(({ kind }) => kind !== "whole");
  if (last === -1) return 0;
  return (outcomes[last + 1]?.endedAt ?? Infinity) - startedAt;
}

async function send(pool: Pool, request: Parameters<Pool["request"]>[0]): Promise<Pick<Outcome, "kind" | "text">> {
  try {
    const { statusCode, body } = await pool.request(request);
    const text = await body.text();
    return { kind: statusCode === 200 ? judge(text) : "failed", text };
  } catch (error) {
    return { kind: "failed", text: String(error) };
  }
}

function judge(text: string): Outcome["kind"] {
  const { data, errors } = JSON.parse(text) as { data?: object | null; errors?: readonly unknown[] };
  if (errors === undefined) return "whole";
  const isSomethingLeft = Object.values(data ?? {}).some((value) => value !== null);
  return isSomethingLeft ? "partial" : "failed";
}
