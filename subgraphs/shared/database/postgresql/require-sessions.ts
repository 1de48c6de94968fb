import pg from "pg";
import { StartupError } from "../../../../packages/server/process/startup-error.ts";
import { type ConnectionSettings, describeDatabase } from "./connection-settings.ts";
import { buildClientConfig, REQUEST_BOUNDS } from "./statement-pool.ts";

interface Session {
  readonly pid: number;
  readonly encoding: string;
  /** Whether the server has what it was told of the connection. */
  readonly hasSettings: boolean;
}

/**
 * Two connections have to be two sessions, with the settings that they ask for: a pooler between may lend one session to
 * both, or drop the settings. And the database has to keep every character.
 * @throws StartupError when it is not so
 */
export async function requireSessions(url: string, settings: ConnectionSettings): Promise<void> {
  const clients = [1, 2].map(() => new pg.Client(buildClientConfig(settings, REQUEST_BOUNDS)));
  try {
    const sessions: Session[] = [];
    for (const client of clients) {
      client.on("error", () => undefined);
      await client.connect();
      sessions.push(await readSession(client, settings));
    }
    const problem = findProblem(sessions);
    if (problem !== null) throw new StartupError(`the database ${describeDatabase(url)} cannot be used: ${problem}`);
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  }
}

async function readSession(client: pg.Client, { schema }: ConnectionSettings): Promise<Session> {
  const { rows } = await client.query(
    `SELECT pg_backend_pid() AS "pid", current_setting('server_encoding') AS "encoding",
       current_setting('TimeZone') LIKE '%UTC' AND current_setting('DateStyle') LIKE 'ISO%'
       AND current_setting('transaction_isolation') = 'read committed' AND current_setting('statement_timeout') <> '0'
       AND ($1 = 'public' OR current_setting('search_path') LIKE $1 || ',%') AS "hasSettings"`,
    [schema],
  );
  return rows[0];
}

function findProblem([one, other]: readonly Session[]): string | null {
  if (one?.pid === other?.pid)
    return "a pooler lends one session to several connections. PgBouncer needs pool_mode=session";
  if (one?.hasSettings !== true)
    return "a pooler drops the settings of connections: see PgBouncer in docs/operating.md";
  return one.encoding === "UTF8" ? null : `its encoding is ${one.encoding}, and must be UTF8`;
}
