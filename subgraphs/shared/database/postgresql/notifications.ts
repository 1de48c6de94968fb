import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { NewsChannel } from "../../event-log/news-channel.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { buildClientConfig } from "./statement-pool.ts";

/** How soon a connection that was lost is made again. */
const RECONNECT_MS = 500;

/**
 * Tells by NOTIFY, on a connection of its own, and after the transaction: inside it, NOTIFY would make all transactions of
 * the database commit one after the other. What is announced while a NOTIFY is under way is one more.
 */
export function openNotifications(settings: ConnectionSettings, name: string): NewsChannel {
  const channel = `"${settings.schema}_${name}"`;
  const self = randomUUID();
  const closing = new AbortController();
  const listeners: (() => void)[] = [];
  let client: pg.Client | null = null;
  let isUntold = false;
  let isTelling = false;

  function hearAll(): void {
    for (const hear of listeners) hear();
  }

  async function tell(): Promise<void> {
    isTelling = true;
    while (isUntold && client !== null) {
      isUntold = false;
      await client.query(`NOTIFY ${channel}, '${self}'`).catch(() => undefined);
    }
    isTelling = false;
  }

  /** Listens until the connection is lost. */
  async function listenOnce(): Promise<void> {
    const connection = new pg.Client(buildClientConfig(settings));
    const ended = new Promise((resolve) => connection.once("end", resolve));
    connection.on("error", () => undefined);
    connection.on("notification", ({ payload }) => {
      if (payload !== self) hearAll();
    });
    try {
      await connection.connect();
      await connection.query(`LISTEN ${channel}`);
      closing.signal.throwIfAborted();
      client = connection;
      // Something may have been announced in between.
      hearAll();
      await ended;
    } catch {
      await connection.end().catch(() => undefined);
    } finally {
      client = null;
    }
  }

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      await listenOnce();
      await delay(RECONNECT_MS, undefined, closing).catch(() => undefined);
    }
  }

  const listening = keepListening();
  return {
    announce(): void {
      isUntold = true;
      if (!isTelling) void tell();
    },
    listen: (hear) => void listeners.push(hear),
    async close() {
      closing.abort();
      await client?.end();
      await listening;
    },
  };
}
