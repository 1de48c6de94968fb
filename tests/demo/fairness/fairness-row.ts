import { formatMarkdownTable } from "../../support/markdown-table.ts";
import type { Variables } from "../../support/process.ts";
import type { FairStack } from "./fair-stack.ts";

/** What an attack by one client took from the usual ones. */
export interface FairnessRow {
  readonly attack: string;
  /** In words: what the attacker sent, and what became of it. */
  readonly attacker: string;
  /** Requests of the usual clients while the attack went on, and how many of them got no whole answer. */
  readonly requests: number;
  readonly lost: number;
  /** The 99th percentile of the usual clients' answers before the attack and during it; null: not measured. */
  readonly usualP99Ms: number | null;
  readonly p99Ms: number | null;
  readonly promise: string;
  /** Whether the promise holds, but for times and memory, which a busy machine breaks as well. */
  readonly isKept: boolean;
  /** Whether the times and the memory of the promise hold. */
  readonly isInBounds: boolean;
}

/** How large an attack is. */
export interface AttackScale {
  /** How many clients there are beside the attacker. */
  readonly usualClients: number;
  readonly usualSeconds: number;
  readonly attackSeconds: number;
  /** The attacker's means, of those that the whole attack has; from 0 to 1. */
  readonly share: number;
  /** Variables of the stack's processes, beside those of the attack. */
  readonly variables?: Variables;
}

/** Who attacks what. */
export interface AttackTarget {
  readonly stack: FairStack;
  readonly scale: AttackScale;
  /** The attacker's IP address, which no other client has. */
  readonly attacker: string;
}

/** One client against a stack that usual clients use. */
export interface Attack {
  /** Variables of the stack's processes; an attack without any can share its stack with others. */
  readonly variables?: (scale: AttackScale) => Variables;
  readonly run: (target: AttackTarget) => Promise<readonly Omit<FairnessRow, "attack">[]>;
}

/** What `npm run test:fairness` runs. */
export const WHOLE_SCALE: AttackScale = { usualClients: 50, usualSeconds: 4, attackSeconds: 10, share: 1 };

/**
 * What `npm test` runs. Other tests may hold a process up for seconds: what comes late is not lost, only out of bounds.
 */
export const SHORT_SCALE: AttackScale = {
  usualClients: 8,
  usualSeconds: 0.5,
  attackSeconds: 2,
  share: 0.1,
  variables: { SUBGRAPH_TIMEOUT_MS: "20000", OPERATION_TIMEOUT_MS: "20000" },
};

const HEADINGS = ["attack", "the attacker", "others' requests", "lost", "usual p99", "p99", "promise", "kept"] as const;

/** Writes the rows as a table in Markdown. */
export function formatFairnessTable(rows: readonly FairnessRow[]): string {
  return formatMarkdownTable(HEADINGS, rows.map(formatRow));
}

/** The row of an attack whose figures could not be taken: most likely something did not come back. */
export function buildBrokenRow(attack: string, error: unknown): FairnessRow {
  const attacker = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  const unmeasured = { requests: 0, lost: 0, usualP99Ms: null, p99Ms: null };
  return {
    attack,
    attacker,
    ...unmeasured,
    promise: "figures can be taken",
    isKept: false,
    isInBounds: false,
  };
}

/** The exit code of a run: 1 when a promise was broken, or when nothing was tried. */
export function findExitCode(rows: readonly FairnessRow[]): 0 | 1 {
  return rows.length > 0 && rows.every(({ isKept, isInBounds }) => isKept && isInBounds) ? 0 : 1;
}

function formatRow(row: FairnessRow): string[] {
  return [
    row.attack,
    row.attacker,
    String(row.requests),
    String(row.lost),
    formatMilliseconds(row.usualP99Ms),
    formatMilliseconds(row.p99Ms),
    row.promise,
    row.isKept ? (row.isInBounds ? "yes" : "LATE") : "NO",
  ];
}

function formatMilliseconds(milliseconds: number | null): string {
  return milliseconds === null ? "–" : `${milliseconds.toFixed(0)} ms`;
}
