import { join } from "node:path";
import { copyPlainly } from "../data/prepare-data.ts";
import { measureSystems, requireEqualAnswers } from "../measure/measure-systems.ts";
import { readPeakMemory } from "../measure/process-usage.ts";
import { formatTable } from "../report/format-table.ts";
import { buildSystemReport, formatSystemReport, type SystemReport } from "../report/system-report.ts";
import type { RunFolder } from "../run-folder.ts";
import { findFlaskObstacle, startFlaskSystem } from "../systems/flask-system.ts";
import { startStockSystem } from "../systems/stock-system.ts";
import type { RunningSystem } from "../systems/system.ts";
import { LIST_OF_BOOKS, SYSTEM_WORKLOADS } from "../systems/system-workloads.ts";
import { startThisSystem } from "../systems/this-system.ts";
import { type Part, type RunOptions, reportProgress } from "./part.ts";

/** All that a user waits for: routers with their subgraphs and databases. */
export const SYSTEMS: Part = {
  name: "systems",
  async run(folder, options) {
    const flaskObstacle = findFlaskObstacle();
    const systems = await startSystems(folder, options, flaskObstacle === null);
    try {
      const reports: SystemReport[] = [];
      const workloads = SYSTEM_WORKLOADS.filter(({ name }) => name.includes(options.workload));
      for (const workload of workloads) await requireEqualAnswers(workload, systems);
      for (const workload of workloads) {
        reportProgress(workload.name);
        const able = systems.filter(({ method }) => method === "POST" || workload === LIST_OF_BOOKS);
        reports.push(buildSystemReport(workload.name, await measureSystems(workload, able, options)));
      }
      const memory = findMemory(systems);
      const texts = [
        ...reports.map(formatSystemReport),
        formatMemory(memory),
        ...(flaskObstacle === null ? [] : [flaskObstacle]),
      ];
      return { text: texts.join("\n\n"), figures: { workloads: reports, memory } };
    } finally {
      await Promise.all(systems.map((system) => system.stop()));
    }
  },
};

async function startSystems(
  { folder, keys, findData }: RunFolder,
  { rows, competitor }: RunOptions,
  withFlask: boolean,
): Promise<RunningSystem[]> {
  const data = await findData(rows?.[0] ?? "demo");
  const others = [
    { name: "stock", start: startStockSystem },
    ...(withFlask ? [{ name: "flask", start: startFlaskSystem }] : []),
  ].filter(({ name }) => name.includes(competitor.toLowerCase()));
  // Copied before anything is written.
  const settings = others.map(({ name }) => ({
    data: copyPlainly(data, join(folder, `data-of-${name}`)),
    keys,
    folder,
  }));
  const running = [await startThisSystem({ data, keys, folder })];
  for (const [index, { start }] of others.entries()) {
    const setting = settings[index];
    if (setting !== undefined) running.push(await start(setting));
  }
  return running;
}

/** The most that each process has had, in megabytes, by system and process. */
type Memory = Readonly<Record<string, Readonly<Record<string, number>>>>;

function findMemory(systems: readonly RunningSystem[]): Memory {
  const ofSystem = ({ processIds }: RunningSystem) =>
    Object.fromEntries([...processIds].map(([name, id]) => [name, Math.round((readPeakMemory(id) ?? 0) / 1024 ** 2)]));
  return Object.fromEntries(systems.map((system) => [system.name, ofSystem(system)]));
}

function formatMemory(memory: Memory): string {
  const rows = Object.entries(memory).map(([system, processes]) => [
    system,
    Object.entries(processes)
      .map(([name, megabytes]) => `${name} ${megabytes}`)
      .join(", "),
  ]);
  return formatTable(["most memory", "MB"], rows);
}
