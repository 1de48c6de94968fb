import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LAYERS, type Layer } from "../layers/layers.ts";
import { createProfiledBuild } from "../layers/profiled-build.ts";
import { readProfile, type Span } from "../layers/read-profile.ts";
import { buildOrder } from "../measure/measure-systems.ts";
import { ANY_CORE } from "../measure/pinned-process.ts";
import { type LoadRound, runLoad } from "../measure/run-load.ts";
import { drawLayers } from "../report/draw-layers.ts";
import { formatTable } from "../report/format-table.ts";
import type { RunFolder } from "../run-folder.ts";
import { LIST_OF_BOOKS, MISSION, ONE_BOOK } from "../systems/system-workloads.ts";
import { startThisSystem } from "../systems/this-system.ts";
import { type Part, type RunOptions, reportProgress } from "./part.ts";

const WORKLOADS = [MISSION, LIST_OF_BOOKS, ONE_BOOK];
const SECONDS = 4;
const WARM_UP_SECONDS = 3;
const MICROSECONDS_BETWEEN_SAMPLES = 500;
/** A process that spends less on a request takes no part in it. */
const LEAST_SHOWN = 20;

/** What one process spent on one request, in microseconds. */
export interface LayerRow {
  readonly workload: string;
  readonly process: string;
  readonly times: Readonly<Partial<Record<Layer, number>>>;
}

interface MeasuredSpan extends Span {
  readonly workload: string;
  readonly round: LoadRound;
}

/** Where the time of each process goes: profiles of the main threads, the rest of the processor time beside them. */
export const LAYERS_PART: Part = {
  name: "layers",
  async run(run, options) {
    const profiles = join(run.folder, "profiles");
    mkdirSync(profiles);
    const { processIds, spans } = await profileSystem(run, options, profiles);
    const times = new Map([...processIds].map(([name, id]) => [name, readProfile(profiles, id, spans)]));
    const rows = spans.flatMap((span, index) =>
      [...times].flatMap(([name, ofSpans]) => buildRow(name, span, ofSpans[index] ?? new Map())),
    );
    return { text: formatRows(rows), figures: rows, picture: drawLayers(rows) };
  },
};

async function profileSystem({ folder, keys, findData }: RunFolder, { rows }: RunOptions, profiles: string) {
  const data = await findData(rows?.[0] ?? "demo");
  const flags = ["--cpu-prof", `--cpu-prof-interval=${MICROSECONDS_BETWEEN_SAMPLES}`, `--cpu-prof-dir=${profiles}`];
  const build = { build: await createProfiledBuild(), nodeArguments: flags };
  const system = await startThisSystem({ data, keys, folder }, build);
  const { processIds } = system;
  const spans: MeasuredSpan[] = [];
  try {
    for (const workload of WORKLOADS) {
      reportProgress(workload.name);
      const order = await buildOrder(workload, system);
      await runLoad({ ...order, seconds: WARM_UP_SECONDS }, ANY_CORE, processIds);
      const from = readSteadyClock();
      const round = await runLoad({ ...order, seconds: SECONDS }, ANY_CORE, processIds);
      spans.push({ workload: workload.name, from, to: readSteadyClock(), round });
    }
  } finally {
    // A profile is written at the end of a process that is asked to end.
    await system.stop("SIGTERM");
  }
  return { processIds, spans };
}

function readSteadyClock(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** Samples are of time that passed, also while another process had the core: they are shares of the processor time. */
function buildRow(
  name: string,
  { workload, round: { completed, processorTimes } }: MeasuredSpan,
  sampled: ReadonlyMap<Layer, number>,
): LayerRow[] {
  const sum = [...sampled.values()].reduce((total, time) => total + time, 0) / completed;
  const whole = new Map(Object.entries(processorTimes)).get(name) ?? sum;
  if (sum < LEAST_SHOWN) return [];
  const share = Math.min(1, whole / sum) / completed;
  const times = new Map([...sampled].map(([layer, time]) => [layer, time * share]));
  times.set("other threads", Math.max(0, whole - sum));
  return [{ workload, process: name, times: Object.fromEntries(times) }];
}

function formatRows(rows: readonly LayerRow[]): string {
  return WORKLOADS.map(({ name }) =>
    formatWorkload(
      name,
      rows.filter(({ workload }) => workload === name),
    ),
  ).join("\n\n");
}

function formatWorkload(workload: string, rows: readonly LayerRow[]): string {
  const cells = LAYERS.map((layer) => [layer, ...rows.map(({ times }) => (times[layer] ?? 0).toFixed(0))]);
  const sums = rows.map(({ times }) =>
    Object.values(times)
      .reduce((sum, time) => sum + time, 0)
      .toFixed(0),
  );
  return formatTable([`${workload}, CPU µs`, ...rows.map((row) => row.process)], [...cells, ["sum", ...sums]]);
}
