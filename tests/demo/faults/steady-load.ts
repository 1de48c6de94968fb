import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { stopAfterTests } from "../../support/started-processes.ts";
import { judgeAnswer, type Outcome } from "../support/outcomes.ts";

/** What clients send, each its next request a pause after the last answer. */
export interface SteadyLoad {
  /** The server's, without a path. */
  readonly url: string;
  readonly query: string;
  readonly token?: string;
  readonly clients: number;
  readonly pauseMs: number;
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

async function send(pool: Pool, request: Parameters<Pool["request"]>[0]): Promise<Pick<Outcome, "kind" | "text">> {
  try {
    const { statusCode, body } = await pool.request(request);
    const text = await body.text();
    return { kind: statusCode === 200 ? judgeAnswer(text) : "failed", text };
  } catch (error) {
    return { kind: "failed", text: String(error) };
  }
}
