import { CommandError } from "../../scripts/command-line.ts";
import { buildHeaders } from "../competitors/competitor.ts";
import { COMPETITORS, FLOOR, VARIANTS } from "../competitors/competitors.ts";
import { installEnginePackage } from "../competitors/install-engine-package.ts";
import { measureWorkload } from "../measure/measure-workload.ts";
import { isPinned } from "../measure/pinned-process.ts";
import { prepareRun } from "../prepare-run.ts";
import { drawRatios } from "../report/draw-ratios.ts";
import { buildReport, type Report, type WorkloadReport } from "../report/report.ts";
import { formatReport } from "../report/table.ts";
import { WORKLOADS } from "../workloads.ts";
import { type Part, type RunOptions, reportProgress } from "./part.ts";

/** Routers side by side, before subgraphs whose answers are known bytes. */
export const ROUTERS: Part = {
  name: "routers",
  async run(folder, options) {
    const workloads = WORKLOADS.filter(({ name }) => name.includes(options.workload));
    const competitors = chooseCompetitors(options);
    const { variants } = options;
    if (variants.includes("drop-in") || variants.includes("fetcher")) await installEnginePackage();
    const run = await prepareRun(workloads, { isCacheable: variants.includes("cache") }, folder);
    try {
      const reports: WorkloadReport[] = [];
      for (const workload of workloads) {
        reportProgress(workload.name);
        const graph = run.graphs[workload.graph];
        const measurements = await measureWorkload(workload, competitors, graph, buildHeaders(graph), options);
        reports.push(buildReport(workload.name, measurements));
      }
      const { rounds, seconds } = options;
      const report: Report = { node: process.version, pinned: isPinned(), rounds, seconds, workloads: reports };
      return { text: formatReport(report), figures: report, picture: drawRatios(report) };
    } finally {
      await run.end();
    }
  },
};

function chooseCompetitors({ competitor, variants }: RunOptions) {
  const unknown = variants.find((name) => !VARIANTS.has(name));
  if (unknown !== undefined) throw new CommandError(`--with knows ${[...VARIANTS.keys()].join(", ")}, not ${unknown}`);
  return [
    ...COMPETITORS.filter((each) => each === FLOOR || each.name.includes(competitor)),
    ...[...VARIANTS].filter(([name]) => variants.includes(name)).map(([, variant]) => variant),
  ];
}
