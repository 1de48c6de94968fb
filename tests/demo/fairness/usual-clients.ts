import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { stopAfterTests } from "../../support/started-processes.ts";
import { type FairStack, findUsualAddress, forwardedFor, signToken } from "./fair-stack.ts";
import type { AttackScale, FairnessRow } from "./fairness-row.ts";

/** What one of the usual clients sends, again and again. */
export interface UsualOperation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Null: anonymous. By default the client has an account of its own. */
  readonly token?: string | null;
}

/** How an attack went for those who were there as well. */
export type UsualFigures = Pick<FairnessRow, "requests" | "lost" | "usualP99Ms" | "p99Ms"> & {
  /** What the first lost requests got. */
  readonly losses: readonly string[];
};

/** Somebody who attacks, until told to stop. */
export interface RunningAttack {
  stop(): Promise<void>;
}

/** Long enough that the usual clients never fill the machine by themselves. */
const PAUSE_MS = 400;
const MOST_LOSSES = 3;

interface Sent {
  readonly isWhole: boolean;
  readonly milliseconds: number;
  readonly text: string;
}

/**
 * Lets usual clients, each with an address of its own, send `operations` in turn: for a while alone, then while
 * `begin` attacks. What was under way when the attack ended still counts.
 */
export async function serveDuringAttack(
  stack: FairStack,
  scale: AttackScale,
  operations: readonly UsualOperation[],
  begin: () => Promise<RunningAttack> | RunningAttack,
): Promise<UsualFigures> {
  // The first requests find code that is not compiled yet.
  await runUsualClients(stack, scale, operations, scale.usualSeconds / 2);
  const usual = await runUsualClients(stack, scale, operations, scale.usualSeconds);
  const attack = await begin();
  const during = await runUsualClients(stack, scale, operations, scale.attackSeconds);
  await attack.stop();
  const losses = during.filter(({ isWhole }) => !isWhole);
  return {
    requests: during.length,
    lost: losses.length,
    usualP99Ms: findP99(usual),
    p99Ms: findP99(during),
    losses: losses.slice(0, MOST_LOSSES).map(({ text }) => text.trim().slice(0, 120)),
  };
}

async function runUsualClients(
  stack: FairStack,
  { usualClients }: AttackScale,
  operations: readonly UsualOperation[],
  seconds: number,
): Promise<Sent[]> {
  const pool = new Pool(stack.router.url, { connections: usualClients });
  stopAfterTests(() => pool.destroy());
  const endsAt = performance.now() + seconds * 1_000;
  const sent: Sent[] = [];
  await Promise.all(
    Array.from({ length: usualClients }, async (_, index) => {
      // They do not come all at once.
      await delay((PAUSE_MS * index) / usualClients);
      for (let turn = index; performance.now() < endsAt; turn++) {
        const operation = operations[turn % operations.length];
        if (operation === undefined) throw new Error("the usual clients have nothing to send");
        sent.push(await send(pool, buildHeaders(stack, index, operation), operation));
        await delay(PAUSE_MS);
      }
    }),
  );
  await pool.close();
  return sent;
}

function buildHeaders(stack: FairStack, index: number, { token }: UsualOperation): Record<string, string> {
  const bearer = token === undefined ? signToken(stack, `usual-client-${index}`) : token;
  return {
    "content-type": "application/json",
    ...forwardedFor(findUsualAddress(index)),
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
  };
}

async function send(pool: Pool, headers: Record<string, string>, { query, variables }: UsualOperation): Promise<Sent> {
  const body = JSON.stringify({ query, variables });
  const sentAt = performance.now();
  const { isWhole, text } = await readAnswer(pool, headers, body);
  return { isWhole, text, milliseconds: performance.now() - sentAt };
}

async function readAnswer(
  pool: Pool,
  headers: Record<string, string>,
  body: string,
): Promise<Omit<Sent, "milliseconds">> {
  try {
    const response = await pool.request({ method: "POST", path: "/graphql", headers, body });
    const text = await response.body.text();
    const { errors } = JSON.parse(text) as { errors?: unknown };
    return { isWhole: response.statusCode === 200 && errors === undefined, text };
  } catch (error) {
    return { isWhole: false, text: String(error) };
  }
}

function findP99(sent: readonly Sent[]): number {
  const sorted = sent.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN;
}
