import { Pool } from "undici";
import { stopAfterTests } from "../../support/started-processes.ts";
import { forwardedFor } from "./fair-stack.ts";
import type { RunningAttack } from "./usual-clients.ts";

/** What one attacker sends, over connections of its own. */
export interface Flood {
  /** The router's. */
  readonly url: string;
  /** How many requests it begins in a second, however those before fare; `Infinity`: as soon as one is answered. */
  readonly perSecond: number;
  readonly connections: number;
  readonly next: () => FloodRequest;
}

/** A request of a flood. */
export interface FloodRequest {
  readonly body: object;
  /** Null: anonymous. */
  readonly token: string | null;
  /** As the proxy in front writes it. */
  readonly address: string;
}

/** A flood under way. */
export interface RunningFlood extends RunningAttack {
  /** How many answers there were so far, by HTTP status or by the code of the connection's error. */
  readonly answers: ReadonlyMap<string, number>;
  /** In words: what was sent, and what became of it. */
  describe(): string;
}

/** How many requests of a flood wait for their answers: an attacker has memory of its own to think of. */
const MOST_WAITING = 2_000;
const TICK_MS = 20;

/** Begins to send, and goes on until it is told to stop. */
export function startFlood({ url, perSecond, connections, next }: Flood): RunningFlood {
  const pool = new Pool(url, { connections, headersTimeout: 0, bodyTimeout: 0 });
  const answers = new Map<string, number>();
  const startedAt = performance.now();
  let begun = 0;
  let waiting = 0;
  let isStopped = false;

  function count(outcome: string): void {
    answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
  }

  async function sendNext(): Promise<void> {
    const { body, token, address } = next();
    begun += 1;
    waiting += 1;
    try {
      const headers = {
        "content-type": "application/json",
        ...forwardedFor(address),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      };
      const response = await pool.request({
        method: "POST",
        path: "/graphql",
        headers,
        body: JSON.stringify(body),
      });
      const text = await response.body.text();
      const [, code] = /"code":"(\w+)"/.exec(text) ?? [];
      count(code ?? String(response.statusCode));
    } catch (error) {
      if (!isStopped) count((error as { code?: string }).code ?? String(error));
    } finally {
      waiting -= 1;
    }
  }

  async function sendOneAfterTheOther(): Promise<void> {
    while (!isStopped) await sendNext();
  }

  function keepPace(): void {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
    while (begun < due && waiting < MOST_WAITING) void sendNext();
  }

  const timer = perSecond === Infinity ? undefined : setInterval(keepPace, TICK_MS);
  if (perSecond === Infinity) for (let client = 0; client < connections; client++) void sendOneAfterTheOther();
  const stop = async () => {
    isStopped = true;
    clearInterval(timer);
    await pool.destroy();
  };
  stopAfterTests(stop);
  return {
    answers,
    stop,
    describe: () => `${begun} sent: ${formatCounts(answers)}`,
  };
}

/** `3 × 200, 7 × RATE_LIMITED`, those that are most first. */
export function formatCounts(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.map(([outcome, number]) => `${number} × ${outcome}`).join(", ") || "no answer";
}
