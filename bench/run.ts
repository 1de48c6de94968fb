import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildHeaders } from "./competitors/competitor.ts";
import { COMPETITORS, FLOOR, VARIANTS } from "./competitors/competitors.ts";
import { installEnginePackage } from "./competitors/install-engine-package.ts";
import { measureWorkload } from "./measure/measure-workload.ts";
import { isPinned } from "./measure/pinned-process.ts";
import { prepareRun } from "./prepare-run.ts";
import { drawRatios } from "./report/draw-ratios.ts";
import { buildReport, type Report, type WorkloadReport } from "./report/report.ts";
import { formatReport } from "./report/table.ts";
import { WORKLOADS } from "./workloads.ts";

// `npm run bench`: every competitor under every workload, side by side. Prints a table; writes a JSON file and a picture.

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    "warm-up": { type: "string", default: "3" },
    workload: { type: "string", default: "" },
    competitor: { type: "string", default: "" },
    with: { type: "string", default: "" },
    output: { type: "string" },
  },
});

if (!existsSync("subgraphs/books")) throw new Error("npm run bench measures the demo's graph, which is gone here");

const options = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  warmUpSeconds: Number(values["warm-up"]),
};
const workloads = WORKLOADS.filter(({ name }) => name.includes(values.workload));
const wanted = values.with.split(",").filter((name) => name !== "");
const unknown = wanted.find((name) => !VARIANTS.has(name));
if (unknown !== undefined) throw new Error(`--with knows ${[...VARIANTS.keys()].join(", ")}, not ${unknown}`);
const variants = [...VARIANTS].filter(([name]) => wanted.includes(name));
const competitors = [
  ...COMPETITORS.filter((competitor) => competitor === FLOOR || competitor.name.includes(values.competitor)),
  ...variants.map(([, competitor]) => competitor),
];
// Figures with variants are no part of the comparison, and do not take its place.
const output = values.output ?? (variants.length === 0 ? "bench/results" : null);

if (wanted.includes("drop-in") || wanted.includes("fetcher")) await installEnginePackage();
const run = await prepareRun(workloads, { isCacheable: variants.some(([name]) => name === "cache") });
try {
  const reports: WorkloadReport[] = [];
  for (const workload of workloads) {
    process.stderr.write(`${workload.name} …\n`);
    const graph = run.graphs[workload.graph];
    // What a real subgraph will answer is not known.
    const able = competitors.filter((competitor) => workload.graph !== "stack" || competitor !== FLOOR);
    const measurements = await measureWorkload(workload, able, graph, buildHeaders(graph), options);
    reports.push(buildReport(workload.name, measurements));
  }
  const report: Report = { node: process.version, pinned: isPinned(), ...options, workloads: reports };
  process.stdout.write(`${formatReport(report)}\n`);
  if (output !== null) {
    writeFileSync(`${output}.json`, `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(`${output}.svg`, drawRatios(report));
  }
} finally {
  await run.end();
}
