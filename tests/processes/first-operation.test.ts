import { expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";

/** One where time is dear; `STARTS=50` has been run too. */
const STARTS = Number(process.env.STARTS ?? 1);
const POLL_MS = 50;
/** Four processes are ended and started, on a machine that is busy with other tests. */
const START_TIMEOUT_MS = 120_000;

const stack = await startStack();
const QUERY = "{ me { username } items(first: 3) { nodes { title noteCount } } }";
let running = [stack.router, ...stack.subgraphs];

/** Calls `ask` again and again. @returns what ends it */
function keepAsking(ask: () => Promise<unknown>, pauseMs: number): () => Promise<void> {
  const ending = new AbortController();
  const asking = (async () => {
    while (!ending.signal.aborted) {
      await ask();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  })();
  return () => {
    ending.abort();
    return asking;
  };
}

async function stopAll(): Promise<void> {
  await Promise.all(running.map((process) => process.stop("SIGKILL")));
}

/** As orchestrators do. */
async function askForReadiness(): Promise<void> {
  const response = await fetch(`${stack.router.url}/health/ready`);
  await response.text();
}

/** Starts everything anew, the router first, and sends an operation as soon as all are ready. */
async function sendFirstOperation(ask: (token: string) => Promise<unknown>) {
  const token = await stack.signIn("reader");
  await stopAll();
  const router = await stack.router.restart();
  const stopAsking = keepAsking(() => ask(token), POLL_MS);
  const subgraphs = await Promise.all(stack.subgraphs.map((process) => process.restart()));
  running = [router, ...subgraphs];
  const answer = await stack.send(QUERY, { token });
  await stopAsking();
  return answer;
}

it.each(Array.from({ length: STARTS }, (_, index) => index + 1))(
  "the first operation after all processes are ready succeeds, while the router's readiness is polled (start %i)",
  async () => {
    const { data, codes } = await sendFirstOperation(askForReadiness);
    expect({ data, codes }).toMatchObject({ data: { me: { username: "reader" } }, codes: [] });
  },
  START_TIMEOUT_MS,
);

it(
  "so does the first after operations that came too early",
  async () => {
    expect((await sendFirstOperation((token) => stack.send(QUERY, { token }))).codes).toEqual([]);
  },
  START_TIMEOUT_MS,
);
