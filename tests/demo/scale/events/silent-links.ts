import { setTimeout as delay } from "node:timers/promises";
import type { FaultRow } from "../../support/fault-row.ts";
import { type FiftyClients, startFiftyClients } from "../clients/fifty-clients.ts";
import type { SentRequest } from "../clients/traffic.ts";
import type { Findings } from "../findings/findings.ts";
import { observe } from "../findings/observe.ts";
import { buildScaleRow } from "../findings/scale-row.ts";
import { type Links, type ScaleStack, startScaleStack } from "../stack/scale-stack.ts";

const USUAL_MS = 2_000;
const SILENT_MS = 10_000;
const SETTLING_MS = 4_000;
/** What is sent in time to meet the fault waits for timeouts; then health checks and breakers know. */
const NOTICING_MS = 4_000;
const LONGEST_RECOVERY_MS = 2_000;

interface SilentLink {
  readonly between: string;
  readonly find: (links: Links) => Links[keyof Links];
  /** What has no other way, and so may be missing for as long as the link is silent. */
  readonly needsIt: (request: SentRequest) => boolean;
  readonly promise: string;
  /** For how long the rest may meet the fault, too. */
  readonly noticingMs: number;
}

const nothing = () => false;
const SIGN_INS: readonly string[] = ["sign in", "refresh a session", "sign out", "who am I"];
const SOON = "others serve; what met it goes another way after 4 s at most";

const LINKS: readonly SilentLink[] = [
  {
    between: "haproxy and a router",
    find: ({ balancerToRouter }) => balancerToRouter,
    needsIt: nothing,
    promise: SOON,
    noticingMs: NOTICING_MS,
  },
  {
    between: "a process of books and all that ask it",
    find: ({ balancerToBooks }) => balancerToBooks,
    needsIt: nothing,
    promise: SOON,
    noticingMs: NOTICING_MS,
  },
  {
    between: "a router and all of books",
    find: ({ routerToBooks }) => routerToBooks,
    needsIt: ({ operation }) => !SIGN_INS.includes(operation),
    promise: "the other router serves, and this one all but books",
    noticingMs: 0,
  },
  {
    between: "a process of books and PostgreSQL",
    find: ({ booksToPostgresql }) => booksToPostgresql,
    needsIt: nothing,
    promise: SOON,
    noticingMs: NOTICING_MS,
  },
  {
    between: "a router and Redis",
    find: ({ routerToRedis }) => routerToRedis,
    needsIt: nothing,
    promise: "no request fails",
    noticingMs: 0,
  },
  {
    between: "comments and the events of books",
    find: ({ commentsToFeed }) => commentsToFeed,
    needsIt: ({ operation }) => operation === "add a comment on a new book",
    promise: "all but comments on new books serve",
    noticingMs: 0,
  },
];

/** Links between two processes take all and pass on nothing, in turn, without a connection being closed. */
export async function silenceLinks(): Promise<readonly FaultRow[]> {
  const stack = await startScaleStack({ hasLinks: true });
  const clients = await startFiftyClients(stack);
  const rows: FaultRow[] = [];
  for (const silent of LINKS) rows.push(await silenceOne(stack, clients, silent));
  return rows;
}

async function silenceOne(stack: ScaleStack, clients: FiftyClients, silent: SilentLink): Promise<FaultRow> {
  const link = silent.find(stack.links);
  let begunAt = 0;
  let endedAt = 0;
  const findings = await observe(stack, clients, async () => {
    await delay(USUAL_MS);
    link.swallow();
    begunAt = performance.now();
    await delay(SILENT_MS);
    link.restore();
    endedAt = performance.now();
    await delay(SETTLING_MS);
  });
  const metIt = measureMeeting(findings, silent, begunAt);
  const recoveryMs = measureLast(findings.requests, endedAt + LONGEST_RECOVERY_MS);
  return buildScaleRow(findings, {
    fault: `silence for 10 s between ${silent.between}`,
    said: `longest gap between good answers ${measureGap(findings, begunAt, endedAt).toFixed(0)} ms`,
    outageMs: metIt,
    promise: `${silent.promise}; no event lost or applied twice`,
    isKept: metIt <= silent.noticingMs && recoveryMs === 0 && measureGap(findings, begunAt, endedAt) < 1_000,
  });
}

/** From the beginning until the last request was sent that met the fault though it need not, in ms; 0: none did. */
function measureMeeting({ requests }: Findings, { needsIt }: SilentLink, begunAt: number): number {
  return measureLast(
    requests.filter((request) => !needsIt(request)),
    begunAt,
  );
}

function measureLast(requests: readonly SentRequest[], since: number): number {
  const spoilt = requests.filter(({ kind }) => kind !== "whole").map(({ sentAt }) => sentAt - since);
  return Math.max(0, ...spoilt);
}

/** The longest time without a whole answer while the link was silent. */
function measureGap({ requests }: Findings, begunAt: number, endedAt: number): number {
  const good = requests.filter(({ kind, endedAt: at }) => kind === "whole" && at > begunAt && at < endedAt);
  const times = [begunAt, ...good.map(({ endedAt: at }) => at).sort((one, other) => one - other), endedAt];
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}
