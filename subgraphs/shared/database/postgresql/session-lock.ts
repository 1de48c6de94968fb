import pg from "pg";
import type { ProcessLock } from "../try-lock.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import { buildClientConfig } from "./statement-pool.ts";

/** How long the server may take to answer. */
const ANSWER_TIMEOUT_MS = 1_000;

/**
 * Takes the lock `name` of the database, on a connection of its own: it is lost with the connection.
 * @returns null when another process has it
 */
export async function trySessionLock(settings: ConnectionSettings, name: string): Promise<ProcessLock | null> {
  const client = new pg.Client({ ...buildClientConfig(settings), query_timeout: ANSWER_TIMEOUT_MS });
  const loss = new AbortController();
  client.on("error", (error) => loss.abort(error));
  const release = () => client.end().catch(() => undefined);
  try {
    await client.connect();
    const key = `${settings.schema} ${name}`;
    const { rows } = await client.query("SELECT pg_try_advisory_lock(hashtext($1)::bigint) AS held", [key]);
    if (rows[0].held === true) return { lost: loss.signal, release };
  } catch (error) {
    await release();
    throw error;
  }
  await release();
  return null;
}
