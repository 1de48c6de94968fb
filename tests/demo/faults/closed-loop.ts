import { Pool } from "undici";

/** What a number of clients send, each its next request when the last one is answered. */
export interface Load {
  /** The server's, without a path. */
  readonly url: string;
  readonly token: string;
  readonly query: string;
  readonly clients: number;
  readonly seconds: number;
}

/** What came of it. */
export interface LoadFigures {
  readonly clients: number;
  /** Answers with HTTP 200 and without errors, per second. */
  readonly goodPerSecond: number;
  /** Answers with HTTP 503, per second. */
  readonly refusedPerSecond: number;
  /** Everything else, by what it was. */
  readonly failures: Readonly<Record<string, number>>;
  /** Of the good answers, in milliseconds. */
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Lets clients send over connections of their own that they keep, and that heed no `Retry-After`. */
export async function runClosedLoop({ url, token, query, clients, seconds }: Load): Promise<LoadFigures> {
  const pool = new Pool(url, { connections: clients });
  const body = JSON.stringify({ query });
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const goodMs: number[] = [];
  const others: string[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;

  async function send(): Promise<string> {
    try {
      const response = await pool.request({ method: "POST", path: "/graphql", headers, body });
      const text = await response.body.text();
      const [, code = "good"] = /"code":"(\w+)"/.exec(text) ?? [];
      return response.statusCode === 200 ? code : String(response.statusCode);
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }

  async function runClient(): Promise<void> {
    while (performance.now() < endsAt) {
      const sentAt = performance.now();
      const outcome = await send();
      if (outcome === "good") goodMs.push(performance.now() - sentAt);
      else others.push(outcome);
    }
  }

  await Promise.all(Array.from({ length: clients }, runClient));
  await pool.destroy();
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  const counts = countEach(others);
  const { "503": refused = 0, ...failures } = counts;
  goodMs.sort((a, b) => a - b);
  return {
    clients,
    goodPerSecond: goodMs.length / elapsedSeconds,
    refusedPerSecond: refused / elapsedSeconds,
    failures,
    medianMs: findQuantile(goodMs, 0.5),
    p99Ms: findQuantile(goodMs, 0.99),
  };
}

function countEach(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function findQuantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
