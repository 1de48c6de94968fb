import { formatMarkdownTable } from "../../support/markdown-table.ts";

/** What a fault did to those who were served meanwhile. */
export interface FaultRow {
  readonly fault: string;
  /** In words: what was not there while it lasted. */
  readonly lost: string;
  /** From the fault, or from its end where the promise is about recovery, until all was as before; null: never lost. */
  readonly outageMs: number | null;
  readonly requests: number;
  /** Answered with all that was there and an error for the rest. */
  readonly partial: number;
  /** Answered with nothing usable, or not at all. */
  readonly failed: number;
  readonly promise: string;
  readonly isKept: boolean;
}

/** Injects one kind of fault into processes of its own. */
export type InjectFault = () => Promise<readonly FaultRow[]>;

const HEADINGS = ["fault", "what was lost", "for", "requests", "partial", "failed", "promise", "kept"];

/** Writes the rows as a table in Markdown. */
export function formatTable(rows: readonly FaultRow[]): string {
  return formatMarkdownTable(HEADINGS, rows.map(formatRow));
}

/** The row of a fault whose figures could not be taken: most likely something did not come back. */
export function buildBrokenRow(fault: string, error: unknown): FaultRow {
  const lost = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  const counts = { requests: 0, partial: 0, failed: 0 };
  return { fault, lost, outageMs: null, ...counts, promise: "figures can be taken", isKept: false };
}

/** The exit code of a run: 1 when a promise was broken, or when nothing was tried. */
export function findExitCode(rows: readonly FaultRow[]): 0 | 1 {
  return rows.length > 0 && rows.every(({ isKept }) => isKept) ? 0 : 1;
}

function formatRow({ fault, lost, outageMs, requests, partial, failed, promise, isKept }: FaultRow): string[] {
  return [
    fault,
    lost,
    outageMs === null ? "–" : `${(outageMs / 1000).toFixed(1)} s`,
    String(requests),
    String(partial),
    String(failed),
    promise,
    isKept ? "yes" : "NO",
  ];
}
