import { answerJson, type FakeSubgraph, type Respond, startFakeSubgraph } from "../support/fake-subgraph.ts";
import type { Answer } from "../support/graphql-client.ts";
import { parseMetrics, type ReadMetrics } from "../support/metrics.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { findDescendants } from "../support/start-command.ts";
import { composeForTest, writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

/** A router of two workers before a subgraph of the test's own, whose one field is `hello`. */
export interface GreetingWorkers {
  readonly router: TestProcess;
  readonly subgraph: FakeSubgraph;
  readonly supergraphPath: string;
  /** The process ids of the workers that there are now. */
  findWorkers(): number[];
}

/** What `GET /health/ready` tells of the workers. */
export interface ReadyBody {
  readonly ready: boolean;
  readonly supergraph: { readonly hash: string };
  readonly workers?: {
    readonly running: number;
    readonly wanted: number;
    readonly supergraphs: readonly string[];
  };
}

/** Answers the field at once. */
export const GREETING = answerJson({ data: { hello: "hello" } });

/** Starts them; they are stopped after the file's tests. */
export async function startGreetingWorkers(
  variables: Variables = {},
  respond: Respond = GREETING,
): Promise<GreetingWorkers> {
  const subgraph = await startFakeSubgraph(respond);
  const supergraphPath = writeSupergraph([describeSubgraph(subgraph)]);
  const router = await startProcess("router/main", {
    SUPERGRAPH_PATH: supergraphPath,
    WORKERS: "2",
    ...variables,
  });
  return { router, subgraph, supergraphPath, findWorkers: () => findDescendants(router.process.pid ?? 0) };
}

/** The supergraph of the subgraph, with more fields. */
export function composeGreeting(subgraph: FakeSubgraph, fields: string): string {
  return composeForTest([describeSubgraph(subgraph, fields)]);
}

function describeSubgraph({ url }: FakeSubgraph, fields = "") {
  return { name: "greeting", url, sdl: `type Query { hello: String ${fields} }` };
}

/** Asks over a connection of its own, which is any worker's. */
export async function greet({ url }: TestProcess): Promise<Pick<Answer<{ hello: string | null }>, "data">> {
  const { body } = await sendRaw(url, {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ hello }" }),
  });
  return JSON.parse(body);
}

/** Asks any worker for the metrics, over a connection of its own. */
export async function readSums({ url }: TestProcess): Promise<ReadMetrics> {
  const { body } = await sendRaw(url, { method: "GET", path: "/metrics" });
  return parseMetrics(body);
}

/** Asks any worker whether it is ready. */
export async function readReadiness({ url }: TestProcess): Promise<ReadyBody & { status: number }> {
  const { status, body } = await sendRaw(url, { method: "GET", path: "/health/ready" });
  return { status, ...JSON.parse(body) };
}

/** Waits until the workers say that so many of them serve; who is asked may be dying. @returns what they say */
export async function waitForRunning(router: TestProcess, running: number) {
  return waitFor(
    `${running} workers`,
    async () => {
      const readiness = await readReadiness(router).catch(() => null);
      return readiness?.workers?.running === running && readiness;
    },
    30_000,
  );
}

/** Which workers have answered `{ hello }` so far, by the log. */
export function findAnswering({ logLines }: TestProcess): Set<unknown> {
  return new Set(
    logLines()
      .filter(({ path }) => path === "/graphql")
      .map(({ worker }) => worker),
  );
}
