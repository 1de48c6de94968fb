import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { requireTime } from "../../request-deadline.ts";
import { publishing } from "../finished-statement.ts";
import { requireTimeFor } from "../statement-time.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { explainRefusal, explainTrouble } from "./database-trouble.ts";

/** The server ends a statement after this time. */
const STATEMENT_TIMEOUT_MS = 1_500;
/** A server that has not ended a statement by then hangs, or the way to it does. Shorter than a router waits. */
const SILENCE_MS = 1_800;
/** How long a request waits for a connection: a pool that is exhausted refuses work. */
const CONNECT_TIMEOUT_MS = 1_000;
/** How soon a server that hung is asked again. */
const PROBE_INTERVAL_MS = 250;
/** How soon the server notices that a client is gone while it executes a statement. */
const ABANDONED_CHECK_MS = 250;
/** How long the server waits for the next statement of a transaction, whose locks others wait for. */
const IDLE_TRANSACTION_MS = 2_000;
/** After three seconds the server ends what a machine that vanished has left, also while an answer is on its way to it. */
const VANISHED = {
  tcp_keepalives_idle: 1,
  tcp_keepalives_interval: 1,
  tcp_keepalives_count: 2,
  tcp_user_timeout: 3_000,
};
/** How soon an idle connection is probed. One that was cut without a word would seem to be there, and to hold its lock. */
const KEEPALIVE_MS = 2_000;
/** How often a statement under way is compared with the time of its request: shorter ones always end by themselves. */
const CHECK_INTERVAL_MS = 100;

/** What bounds the connections for requests. */
export const REQUEST_BOUNDS = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  client_connection_check_interval: ABANDONED_CHECK_MS,
  idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
};

const ROLLBACK = /^ROLLBACK\b/;
const ROLLED_BACK: pg.QueryResult = { command: "ROLLBACK", rowCount: 0, oid: 0, rows: [], fields: [] };

/** What the statements here rely on, also where the database has another default. The backslash keeps the blank. */
const RELIED_ON = { TimeZone: "UTC", DateStyle: "ISO", default_transaction_isolation: "read\\ committed" };

/** What the driver is told of every connection, those of no pool too. */
export function buildClientConfig({ maximumConnections: _, schema, ...server }: ConnectionSettings, bounds = {}) {
  // An extension may be in "public".
  const session = { search_path: `${schema},public`, ...RELIED_ON, ...VANISHED, ...bounds };
  return {
    ...server,
    options: Object.entries(session)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(" "),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_MS,
  };
}

/**
 * A pool of connections for Prisma. No statement is begun for a request whose time is over, and none outlives its request:
 * the connection is cut, and the server ends the statement. A server that hangs is asked by one probe; meanwhile,
 * statements fail at once. @throws SERVICE_UNAVAILABLE from its methods, when the database cannot serve
 */
export function createStatementPool(settings: ConnectionSettings): pg.Pool {
  const config = buildClientConfig(settings, REQUEST_BOUNDS);
  const pool = new pg.Pool({ ...config, max: settings.maximumConnections });
  let isSilent = false;

  function noteSilence(): void {
    if (isSilent) return;
    isSilent = true;
    void probe();
  }

  async function probe(): Promise<void> {
    while (isSilent && !pool.ending) {
      const client = new pg.Client({ ...config, query_timeout: CONNECT_TIMEOUT_MS });
      client.on("error", () => undefined);
      try {
        await client.connect();
        await client.query("SELECT 1");
        isSilent = false;
      } catch {
        await delay(PROBE_INTERVAL_MS, undefined, { ref: false });
      }
      void client.end().catch(() => undefined);
    }
  }

  const connect = pool.connect.bind(pool);
  async function lend(): Promise<pg.PoolClient> {
    if (isSilent) throw explainRefusal(new Error("the database hangs"));
    requireTime();
    try {
      return await connect();
    } catch (error) {
      if (error instanceof Error && /connection timeout/.test(error.message)) noteSilence();
      throw explainRefusal(error);
    }
  }

  /** Unlike the pool's own, it keeps the connection when a statement is refused. */
  async function query(statement: pg.QueryConfig): Promise<pg.QueryResult> {
    const client = await lend();
    try {
      return await client.query(statement);
    } finally {
      client.release();
    }
  }

  // A connection that is cut while it is not used: the pool has dropped it.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => boundStatements(client, noteSilence));
  return Object.assign(pool, { connect: lend, query });
}

/** Bounds the time of each statement on `client`, and publishes it. */
function boundStatements(client: pg.PoolClient, noteSilence: () => void): void {
  const execute = client.query.bind(client);

  async function executeInTime(statement: pg.QueryConfig): Promise<pg.QueryResult> {
    requireTimeFor(statement.text);
    let refusal: unknown;
    let checks = 0;
    function check(): void {
      checks += 1;
      try {
        requireTimeFor(statement.text);
        // Not by the clock: after a long hold of the event loop, the answer may be there and not read yet.
        if (checks * CHECK_INTERVAL_MS < SILENCE_MS) return;
        noteSilence();
      } catch (error) {
        refusal ??= error;
      }
      // With a statement under way, the driver closes the socket without asking the server, and the statement fails.
      void client.end().catch(() => undefined);
    }
    const timer = setInterval(check, CHECK_INTERVAL_MS);
    try {
      return await execute({ ...statement, values: (statement.values ?? []).map(dropNull) });
    } catch (error) {
      // The server rolls back what a lost connection has begun. Failing would hide why it was lost.
      if (ROLLBACK.test(statement.text)) return ROLLED_BACK;
      throw refusal ?? explainTrouble(error);
    } finally {
      clearInterval(timer);
    }
  }

  // What it says of a lost connection, its statement says too.
  client.on("error", () => undefined);
  Object.assign(client, {
    query(given: pg.QueryConfig | string) {
      const statement = typeof given === "string" ? { text: given } : given;
      return publishing(statement.text, () => executeInTime(statement));
    },
  });
}

/**
 * PostgreSQL keeps no text with a null character, and refuses a statement with one. With another character in its place,
 * which no id or name has, it finds as little as SQLite does.
 */
function dropNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNull);
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFF") : value;
}
