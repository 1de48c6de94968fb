import type { TestProcess } from "./process.ts";

/** The metrics of a process as it gives them, and what they say. */
export interface ReadMetrics {
  readonly text: string;
  /** Every name that a query may use, `_bucket`, `_sum` and `_count` of histograms included. */
  readonly names: ReadonlySet<string>;
  /** The sum over all series of `name` that have these labels; null when there is none. */
  find(name: string, labels?: Readonly<Record<string, string>>): number | null;
}

/** Reads the metrics of `process`, which gives them to anybody. */
export async function readMetrics({ url }: Pick<TestProcess, "url">): Promise<ReadMetrics> {
  const response = await fetch(`${url}/metrics`);
  const text = await response.text();
  if (!response.ok) throw new Error(`no metrics: ${text}`);
  return parseMetrics(text);
}

/** Reads metrics in the Prometheus text format. */
export function parseMetrics(text: string): ReadMetrics {
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return {
    text,
    names: findNames(text),
    find(name, labels = {}) {
      const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
      const found = samples.filter(
        (line) => line.startsWith(`${name}{`) && wanted.every((label) => line.includes(label)),
      );
      if (found.length === 0) return null;
      return found.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
    },
  };
}

function findNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const [, name = "", type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const suffixes = type === "histogram" || type === "summary" ? ["_bucket", "_sum", "_count"] : [""];
    for (const suffix of suffixes) names.add(name + suffix);
  }
  return names;
}
