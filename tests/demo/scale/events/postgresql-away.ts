import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { findDescendants } from "../../../support/start-command.ts";
import { waitFor } from "../../../support/wait-for.ts";
import type { FaultRow } from "../../support/fault-row.ts";
import { type FiftyClients, startFiftyClients } from "../clients/fifty-clients.ts";
import { observe } from "../findings/observe.ts";
import { buildScaleRow, measureErrors } from "../findings/scale-row.ts";
import { type ScaleStack, startScaleStack } from "../stack/scale-stack.ts";

const USUAL_MS = 2_000;
const AWAY_MS = 3_000;
const HUNG_MS = 5_000;
const SETTLING_MS = 5_000;
const LONGEST_RECOVERY_MS = 2_000;

type Server = ScaleStack["postgresql"];

/** What happens to the server. @returns once it is back */
const OUTAGES: readonly [fault: string, happen: (server: Server) => Promise<void>][] = [
  ["PostgreSQL ends as in a crash (SIGQUIT), and is started again", crash],
  ["kill -9 of PostgreSQL, which is started again", kill],
  ["PostgreSQL cuts all connections", cutConnections],
  ["PostgreSQL is stopped for 5 s (SIGSTOP)", hang],
];

/** The server of the data ends, cuts its connections, or hangs. */
export async function loseDatabase(): Promise<readonly FaultRow[]> {
  const stack = await startScaleStack();
  const clients = await startFiftyClients(stack);
  const rows: FaultRow[] = [];
  for (const [fault, happen] of OUTAGES) rows.push(await loseOnce(stack, clients, fault, happen));
  return rows;
}

async function loseOnce(
  stack: ScaleStack,
  clients: FiftyClients,
  fault: string,
  happen: (server: Server) => Promise<void>,
): Promise<FaultRow> {
  let backAt = 0;
  const findings = await observe(stack, clients, async () => {
    await delay(USUAL_MS);
    await happen(stack.postgresql);
    backAt = performance.now();
    await delay(SETTLING_MS);
  });
  const outageMs = measureErrors(findings, backAt);
  return buildScaleRow(findings, {
    fault,
    outageMs,
    promise: "no acknowledged write lost, never a wrong answer, back 2 s after its return at most",
    isKept: outageMs <= LONGEST_RECOVERY_MS,
  });
}

async function crash(server: Server): Promise<void> {
  await server.stop("immediate");
  await delay(AWAY_MS);
  await server.start();
}

async function kill(server: Server): Promise<void> {
  process.kill(server.pid(), "SIGKILL");
  await delay(AWAY_MS);
  // Its own processes notice that it has gone, and end; until then it cannot be started.
  await waitFor("PostgreSQL to start again", () =>
    server.start().then(
      () => true,
      () => false,
    ),
  );
}

async function cutConnections(server: Server): Promise<void> {
  const client = new pg.Client({ connectionString: `${server.url}postgres` });
  await client.connect();
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL",
  );
  await client.end();
}

async function hang(server: Server): Promise<void> {
  const pids = [server.pid(), ...findDescendants(server.pid())];
  signalAll(pids, "SIGSTOP");
  await delay(HUNG_MS);
  signalAll(pids, "SIGCONT");
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}
