import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import type { Competitor, ServedGraph } from "../competitors/competitor.ts";
import { endProcess, ROUTER_CORE, startPinned } from "./pinned-process.ts";

const START_TIMEOUT_MS = 60_000;
const ATTEMPT_PAUSE_MS = 5;

/** A competitor that answers. */
export interface RunningCompetitor {
  readonly name: string;
  readonly url: string;
  readonly processId: number;
  /** From the start of its process to its first right answer. */
  readonly coldStartMs: number;
  /** Its first answer's body. */
  readonly firstAnswer: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** What the first request of a competitor is. */
export interface FirstRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Starts a competitor and asks it until it answers. @throws Error when it does not within a minute */
export async function startCompetitor(
  competitor: Competitor,
  graph: ServedGraph,
  first: FirstRequest,
  core: number | null = ROUTER_CORE,
): Promise<RunningCompetitor> {
  const port = await findFreePort();
  const { nodeArguments, environment } = competitor.buildCommand(graph, port);
  const startedAt = performance.now();
  const child = startPinned(core, nodeArguments, environment);
  const url = `http://127.0.0.1:${port}/graphql`;
  const firstAnswer = await askUntilAnswered(competitor.name, child, url, first, startedAt);
  return {
    name: competitor.name,
    url,
    processId: child.pid ?? 0,
    coldStartMs: performance.now() - startedAt,
    firstAnswer,
    stop: (signal) => endProcess(child, signal),
  };
}

/** Sends one request. @returns the body of a 200, else null */
export async function ask(url: string, { body, headers }: FirstRequest): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...headers },
      body,
    });
    const text = await response.text();
    return response.status === 200 ? text : null;
  } catch {
    return null;
  }
}

async function askUntilAnswered(
  name: string,
  child: ChildProcess,
  url: string,
  first: FirstRequest,
  startedAt: number,
): Promise<string> {
  while (performance.now() - startedAt < START_TIMEOUT_MS && child.exitCode === null) {
    const answer = await ask(url, first);
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, ATTEMPT_PAUSE_MS));
  }
  await endProcess(child);
  throw new Error(`${name} gave no answer to ${first.body.slice(0, 200)}`);
}

/** A port that no process listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}
