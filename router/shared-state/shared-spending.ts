import { randomUUID } from "node:crypto";
import { isRecord } from "../../packages/server/is-record.ts";
import type { Spending, SpendingExchange } from "../limits/rate-limit-across-workers.ts";
import type { RedisConnection } from "./redis-connection.ts";
import type { Seal } from "./seal.ts";

/** How often Redis is asked how many processes listen. So a loss is noticed while there are no requests, too. */
const COUNT_INTERVAL_MS = 1_000;
/** All listeners get it, and it tells them nothing. */
const NOTHING = Buffer.alloc(0);

/**
 * Lets the processes of all routers tell each other over Redis what callers were given. Nothing of it is stored.
 * @param readChannel where they tell it: that of the supergraph
 * @param workers the other workers of this router, who are told while Redis is away; null: there are none
 */
export function createSharedSpending(
  connection: RedisConnection,
  { seal, open }: Seal,
  readChannel: () => string,
  workers: SpendingExchange | null,
): SpendingExchange {
  const self = randomUUID();
  let listening = 1;

  async function publish(message: Buffer): Promise<void> {
    const results = await connection.run([["publish", readChannel(), message]]);
    const heard = results?.[0];
    if (typeof heard === "number") listening = Math.max(1, heard);
  }

  setInterval(() => void publish(NOTHING), COUNT_INTERVAL_MS).unref();
  return {
    get workers() {
      return connection.isThere() ? listening : (workers?.workers ?? 1);
    },
    tellSpent(spendings) {
      if (!connection.isThere()) workers?.tellSpent(spendings);
      else void publish(seal(readChannel(), { from: self, spendings }));
    },
    onSpent(listener) {
      workers?.onSpent(listener);
      connection.onMessage((channel, message) => {
        listener(readSpendings(open(channel, message), self));
      });
    },
  };
}

/** Empty for what is not a message, and for this process's own. */
function readSpendings(message: unknown, self: string): readonly Spending[] {
  if (!isRecord(message) || message.from === self || !Array.isArray(message.spendings)) return [];
  return message.spendings.filter(isSpending);
}

function isSpending(value: unknown): value is Spending {
  if (!Array.isArray(value)) return false;
  const [key, tokens] = value;
  return typeof key === "string" && typeof tokens === "number" && tokens > 0;
}
