import type { Rows } from "../data/prepare-data.ts";
import type { MeasureOptions } from "../measure/measure-workload.ts";
import type { RunFolder } from "../run-folder.ts";

/** What the command line says of a run. */
export interface RunOptions extends MeasureOptions {
  /** Only workloads whose name has this in it. */
  readonly workload: string;
  /** Only competitors whose name has this in it, and the floor. */
  readonly competitor: string;
  /** Names of variants to measure, too. */
  readonly variants: readonly string[];
  /** Numbers of rows, ascending; null: each part's own. */
  readonly rows: readonly Rows[] | null;
}

/** What a part found. */
export interface PartResult {
  /** For people. */
  readonly text: string;
  /** For programs: goes into a JSON file. */
  readonly figures: object;
  /** A picture (SVG), where there is one. */
  readonly picture?: string;
}

/** One of the things that `npm run bench` measures. */
export interface Part {
  readonly name: string;
  run(folder: RunFolder, options: RunOptions): Promise<PartResult>;
}

/** Tells who waits what is measured. */
export function reportProgress(step: string): void {
  process.stderr.write(`${step} …\n`);
}
