import { setTimeout as delay } from "node:timers/promises";
import { findMedian } from "../../../support/median.ts";
import { waitFor } from "../../../support/wait-for.ts";
import { type DemoStack, startDemoStack } from "../../support/demo-stack.ts";
import type { FaultRow } from "../../support/fault-row.ts";
import { countOutcomes, type Outcome } from "../../support/outcomes.ts";
import { startSteadyLoad } from "../steady-load.ts";

const BOOKS = "{ books(first: 5) { nodes { title author } } }";
const COMMENTED_BOOKS = "{ books(first: 5) { nodes { title commentCount } } }";
/** Of which the median counts: the machine has its moods. */
const ROUNDS = 3;
/** Longer than the timeout: until then those who need what hangs wait, then they are answered at once. */
const SLICE_MS = 3_000;
const LEAST_SHARE = 0.9;
const LONGEST_RECOVERY_MS = 2_000;

interface Round {
  /** Of the throughput of queries that do not need what hangs, with it hanging; 1 is all. */
  readonly share: number;
  readonly recoveryMs: number;
  readonly others: readonly Outcome[];
  readonly needing: readonly Outcome[];
}

/** Comments stops as if it hung, and goes on: SIGSTOP and SIGCONT. */
export async function hang(): Promise<readonly FaultRow[]> {
  const stack = await startDemoStack();
  const token = await stack.signIn("reader");
  await runOthers(stack, token, SLICE_MS);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await runRound(stack, token));
  const share = findMedian(rounds.map((round) => round.share));
  const outageMs = Math.max(...rounds.map(({ recoveryMs }) => recoveryMs));
  const others = countOutcomes(rounds.flatMap((round) => round.others));
  const needing = countOutcomes(rounds.flatMap((round) => round.needing));
  const failed = others.failed + others.partial + needing.failed;
  return [
    {
      fault: "SIGSTOP: comments hangs",
      lost: `comments; queries without them kept ${(share * 100).toFixed(0)} % of their throughput (median of ${ROUNDS})`,
      outageMs,
      requests: others.requests + needing.requests,
      partial: needing.partial,
      failed,
      promise: "other queries lose less than 10 %; back within 2 s of SIGCONT",
      isKept: share > LEAST_SHARE && outageMs < LONGEST_RECOVERY_MS && failed === 0 && needing.partial > 0,
    },
  ];
}

/** Those who need what hangs ask all the while, at a fixed pace, so that they cost the same before and after. */
async function runRound(stack: DemoStack, token: string): Promise<Round> {
  const load = startSteadyLoad({
    url: stack.router.url,
    token,
    query: COMMENTED_BOOKS,
    clients: 3,
    pauseMs: 50,
  });
  const isWhole = () => load.outcomes.at(-1)?.kind === "whole";
  await waitFor("comments", isWhole);
  const before = await runOthers(stack, token, SLICE_MS);
  stack.comments.process.kill("SIGSTOP");
  const during = await runOthers(stack, token, SLICE_MS);
  stack.comments.process.kill("SIGCONT");
  const continuedAt = performance.now();
  const isServedAgain = ({ kind, endedAt }: Outcome) => kind === "whole" && endedAt > continuedAt;
  await waitFor("comments again", () => load.outcomes.some(isServedAgain));
  await delay(200);
  const after = await runOthers(stack, token, SLICE_MS);
  const needing = await load.stop();
  const usual = (before.length + after.length) / 2;
  const recoveryMs = measureRecovery(needing, continuedAt);
  return { share: during.length / usual, recoveryMs, others: during, needing };
}

/** To the first whole answer, and to the last that is not. */
function measureRecovery(outcomes: readonly Outcome[], continuedAt: number): number {
  const later = outcomes.filter(({ endedAt }) => endedAt > continuedAt);
  const first = later.find(({ kind }) => kind === "whole")?.endedAt ?? Infinity;
  const last = later.findLast(({ kind }) => kind !== "whole")?.endedAt ?? 0;
  return Math.max(first, last) - continuedAt;
}

async function runOthers(stack: DemoStack, token: string, durationMs: number): Promise<readonly Outcome[]> {
  const load = startSteadyLoad({ url: stack.router.url, token, query: BOOKS, clients: 6, pauseMs: 0 });
  await delay(durationMs);
  return load.stop();
}
