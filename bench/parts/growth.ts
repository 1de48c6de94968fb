import { type GrowthFigure, measureGrowth } from "../measure/measure-growth.ts";
import { drawGrowth } from "../report/draw-growth.ts";
import { formatFigure, formatTable } from "../report/format-table.ts";
import type { RunFolder } from "../run-folder.ts";
import { buildGrowthOperations } from "../systems/growth-operations.ts";
import { readStoredOperations } from "../systems/stored-operations.ts";
import type { RunningSystem } from "../systems/system.ts";
import { startThisSystem } from "../systems/this-system.ts";
import { type Part, type RunOptions, reportProgress } from "./part.ts";

const DEFAULT_ROWS: readonly number[] = [1_000, 100_000, 1_000_000];

/** One operation on all numbers of rows. */
export interface GrowthReport {
  readonly operation: string;
  readonly figures: readonly GrowthFigure[];
  /** How many times as long it takes on the most rows as on the fewest. */
  readonly ratio: number;
}

/** The stored operations, as the data grows. */
export const GROWTH: Part = {
  name: "growth",
  async run(folder, options) {
    const sized: { rows: number; system: RunningSystem }[] = [];
    try {
      for (const rows of chooseRows(options)) {
        reportProgress(`${rows} books and comments`);
        sized.push({ rows, system: await startSized(folder, rows) });
      }
      const reports: GrowthReport[] = [];
      const operations = buildGrowthOperations(await readStoredOperations());
      for (const operation of operations.filter(({ name }) => name.includes(options.workload))) {
        reportProgress(operation.name);
        const figures = await measureGrowth(operation, sized);
        const ratio = (figures.at(-1)?.milliseconds ?? Number.NaN) / (figures[0]?.milliseconds ?? Number.NaN);
        reports.push({ operation: operation.name, figures, ratio });
      }
      return { text: formatReports(reports), figures: reports, picture: drawGrowth(reports) };
    } finally {
      await Promise.all(sized.map(({ system }) => system.stop()));
    }
  },
};

/** The numbers of rows that are asked for, or else three. */
export function chooseRows({ rows }: RunOptions): readonly number[] {
  const numbers = (rows ?? []).filter((each) => each !== "demo");
  return numbers.length > 0 ? numbers : DEFAULT_ROWS;
}

/** This system over so many rows. */
export async function startSized({ folder, keys, findData }: RunFolder, rows: number): Promise<RunningSystem> {
  return startThisSystem({ data: await findData(rows), keys, folder });
}

function formatReports(reports: readonly GrowthReport[]): string {
  const rows = reports[0]?.figures.map((figure) => figure.rows) ?? [];
  const headings = [
    "stored operation, one client",
    ...rows.map((count) => `${count.toLocaleString("en")} rows, ms`),
    "×",
    ...rows.map((count) => `${count.toLocaleString("en")}, CPU µs`),
  ];
  const cells = reports.map(({ operation, figures, ratio }) => [
    nameOperation(operation, figures),
    ...figures.map(({ milliseconds }) => formatFigure(milliseconds)),
    ratio.toFixed(2),
    ...figures.map(({ processorTime }) => formatFigure(processorTime)),
  ]);
  return formatTable(headings, cells);
}

function nameOperation(operation: string, figures: readonly GrowthFigure[]): string {
  const failed = figures.reduce((sum, figure) => sum + figure.failed, 0);
  return failed === 0 ? operation : `${operation} (${failed} failed)`;
}
