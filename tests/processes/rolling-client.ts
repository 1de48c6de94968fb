import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { signAsRouter } from "../support/router-signature.ts";
import { stopAfterTests } from "../support/started-processes.ts";

/** What a client that sends continuously has seen. */
export interface Traffic {
  readonly answered: number;
  /** What went wrong, one text for each request: an error of the connection, a status, or a body with errors. */
  readonly failures: readonly string[];
}

/** Sends continuously until it is told to stop. */
export interface RollingClient {
  traffic(): Traffic;
  stop(): Promise<Traffic>;
}

/** What is sent, and again and again. */
export interface RepeatedOperation {
  readonly query: string;
  readonly token: string;
}

const SENDERS = 4;
/** The machine has to start processes meanwhile. */
const PAUSE_MS = 5;
const READINESS_INTERVAL_MS = 50;

interface Instance {
  readonly url: string;
  readonly pool: Pool;
  isReady: boolean;
}

/**
 * Sends `operation` to the instances at `urls`, from several senders over kept connections, and to none that is not
 * ready, as a load balancer does. It never tries a request twice. A subgraph takes it for its router.
 */
export function startRollingClient(urls: readonly string[], operation: RepeatedOperation): RollingClient {
  const instances = urls.map((url): Instance => ({ url, pool: new Pool(url), isReady: true }));
  const failures: string[] = [];
  let answered = 0;
  let isStopped = false;

  async function watch(instance: Instance): Promise<void> {
    while (!isStopped) {
      instance.isReady = await isReady(instance.url);
      await delay(READINESS_INTERVAL_MS);
    }
  }

  async function sendAll(number: number): Promise<void> {
    for (let turn = number; !isStopped; turn++) {
      const ready = instances.filter((instance) => instance.isReady);
      const instance = ready[turn % ready.length];
      const failure = instance === undefined ? "nobody is ready" : await send(instance.pool, operation);
      if (failure !== null) failures.push(failure);
      else answered++;
      await delay(PAUSE_MS);
    }
  }

  const running = Promise.all([
    ...instances.map(watch),
    ...Array.from({ length: SENDERS }, (_, number) => sendAll(number)),
  ]);
  const traffic = () => ({ answered, failures });
  const stop = async () => {
    isStopped = true;
    await running;
    await Promise.all(instances.map(({ pool }) => pool.destroy()));
    return traffic();
  };
  stopAfterTests(stop);
  return { traffic, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

async function send(pool: Pool, { query, token }: RepeatedOperation): Promise<string | null> {
  const request = {
    method: "POST" as const,
    path: "/graphql",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  };
  try {
    const headers = { ...request.headers, ...signAsRouter(request) };
    const { statusCode, body } = await pool.request({ ...request, headers });
    const text = await body.text();
    return statusCode === 200 && !text.includes('"errors"') ? null : `${statusCode} ${text}`;
  } catch (error) {
    return String(error);
  }
}
