import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { Pool } from "undici";
import { stopAfterTests } from "../../../support/started-processes.ts";
import { waitFor } from "../../../support/wait-for.ts";
import type { ScaleStack } from "../stack/scale-stack.ts";
import type { Client, Connection } from "./client.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { readOnce } from "./reader.ts";
import { type Subscriber, startSubscriber } from "./subscriber.ts";
import { createTraffic, type Traffic } from "./traffic.ts";
import { refresh, register, visitOnce } from "./visitor.ts";
import { addBook, writeOnce } from "./writer.ts";

/** Fifty clients: how many do what, and how often each begins. */
const READERS = { count: 20, periodMs: 400 };
const WRITERS = { count: 12, periodMs: 600 };
const VISITORS = { count: 6, periodMs: 2_000 };
const SUBSCRIBERS = 12;

/** The clients of a stack. */
export interface FiftyClients {
  readonly traffic: Traffic;
  readonly ledger: Ledger;
  readonly subscribers: readonly Subscriber[];
  readonly visitors: readonly Client[];
  readonly connection: Connection;
  /**
   * Lets them work while `during` goes on, and until what is under way is answered. Subscribers never rest.
   * @param rest the time from one beginning of readers and writers to the next, of what it usually is; 0: they never rest
   * @param share how many of them work, of all
   */
  work<Result>(during: () => Promise<Result>, rest?: number, share?: number): Promise<Result>;
}

/** Registers fifty clients, lets twelve of them subscribe, and waits until each has heard of something. */
export async function startFiftyClients(stack: ScaleStack): Promise<FiftyClients> {
  const traffic = createTraffic();
  const pool = new Pool(stack.url, { connections: 50 });
  stopAfterTests(() => pool.destroy());
  const connection = { pool, traffic };
  const ledger = createLedger();
  const [readers, writers, visitors, followers] = await registerAll(connection, stack);
  const [writer] = writers;
  const popular = writer && (await addBook(connection, writer, ledger, "the one that all comment on"));
  if (!popular) throw new Error(`no book can be added: ${traffic.requests.at(-1)?.text}`);
  const subscribers = followers.map((client, index) => {
    const topic = index % 2 === 0 ? ({ kind: "books" } as const) : ({ kind: "comments", bookId: popular.id } as const);
    return startSubscriber(stack.url, client, topic, traffic);
  });
  stopAfterTests(() => Promise.all(subscribers.map((subscriber) => subscriber.stop())));

  const work = async <Result>(during: () => Promise<Result>, rest = 1, share = 1): Promise<Result> => {
    let isOver = false;
    const repeat = (clients: readonly Client[], periodMs: number, act: Act) =>
      clients.slice(0, clients.length * share).map(async (client, index) => {
        // They do not come all at once.
        let beginsAt = performance.now() + (periodMs * index) / clients.length;
        for (let turn = index; ; turn += 1) {
          await delay(Math.max(0, beginsAt - performance.now()));
          if (isOver) return;
          await act(connection, client, turn);
          beginsAt = Math.max(beginsAt + periodMs, performance.now());
        }
      });
    const working = Promise.all([
      ...repeat(readers, rest * READERS.periodMs, (shared, client, turn) => readOnce(shared, client, ledger, turn)),
      ...repeat(writers, rest * WRITERS.periodMs, (shared, client, turn) => writeOnce(shared, client, ledger, turn)),
      ...repeat(visitors, VISITORS.periodMs, visitOnce),
    ]);
    try {
      return await during();
    } finally {
      isOver = true;
      await working;
    }
  };
  await work(() => waitFor("events", () => subscribers.every(({ heard }) => heard.length > 0), 30_000));
  return { traffic, ledger, subscribers, visitors, connection, work };
}

type Act = (connection: Connection, client: Client, turn: number) => Promise<void>;

async function registerAll(connection: Connection, stack: ScaleStack) {
  const registerGroup = async (name: string, count: number): Promise<Client[]> => {
    const clients: Client[] = [];
    for (let number = 0; number < count; number += 1) clients.push(await register(connection, `${name}-${number}`));
    return clients;
  };
  const readers = await registerGroup("reader", READERS.count);
  const writers = await registerGroup("writer", WRITERS.count);
  const visitors = await registerGroup("visitor", VISITORS.count);
  const followers = await registerGroup("follower", SUBSCRIBERS);
  await grantBooks(stack);
  for (const writer of writers) await refresh(connection, writer);
  return [readers, writers, visitors, followers] as const;
}

async function grantBooks({ postgresql }: ScaleStack): Promise<void> {
  const client = new pg.Client({ connectionString: `${postgresql.url}postgres` });
  await client.connect();
  await client.query(`UPDATE accounts."User" SET "scopes" = 'books:write' WHERE "username" LIKE 'writer-%'`);
  await client.end();
}
