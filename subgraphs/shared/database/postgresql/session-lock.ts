import pg from "pg";
import type { ProcessLock } from "../try-lock.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { buildClientConfig } from "./statement-pool.ts";

/** How long the server may take to answer. */
const ANSWER_TIMEOUT_MS = 1_000;
/** The server gives the lock of a machine that vanished to another within four seconds. */
const KEEPALIVE = "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2";

/**
 * Takes the lock `name` of the database, on a connection of its own: it is lost with the connection.
 * @returns null when another process has it
 */
export async function trySessionLock(settings: ConnectionSettings, name: string): Promise<ProcessLock | null> {
  const client = new pg.Client({ ...buildClientConfig(settings, KEEPALIVE), query_timeout: ANSWER_TIMEOUT_MS });
  let isHeld = true;
  client.on("error", () => {
    isHeld = false;
  });
  const release = () => client.end().catch(() => undefined);
  try {
    await client.connect();
    const key = `${settings.schema} ${name}`;
    const { rows } = await client.query("SELECT pg_try_advisory_lock(hashtext($1)::bigint) AS held", [key]);
    if (rows[0].held === true) return { isHeld: () => isHeld, release };
  } catch (error) {
    await release();
    throw error;
  }
  await release();
  return null;
}
