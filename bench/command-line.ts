import { CommandError, readArguments } from "../scripts/command-line.ts";
import type { Rows } from "./data/prepare-data.ts";
import { GROWTH } from "./parts/growth.ts";
import { LAYERS_PART } from "./parts/layers.ts";
import { LIVE_PART } from "./parts/live.ts";
import { NEIGHBOURS } from "./parts/neighbours.ts";
import type { Part, RunOptions } from "./parts/part.ts";
import { ROUTERS } from "./parts/routers.ts";
import { SYSTEMS } from "./parts/systems.ts";

const PARTS: readonly Part[] = [ROUTERS, SYSTEMS, GROWTH, NEIGHBOURS, LAYERS_PART, LIVE_PART];

const USAGE = `
usage: npm run bench -- [options]
  --part <names>        only these of ${PARTS.map(({ name }) => name).join(", ")}
  --workload <text>     only workloads whose name has this text in it; the name of a part: that part
  --competitor <text>   only this project and competitors whose name has this text in it
  --rows <numbers>      numbers of books and comments (or demo), ascending: growth takes all of them, neighbours the
                        most, systems and layers the first
  --rounds, --seconds, --warm-up <number>   how often and how long each is measured (5, 1.2 and 2)
  --with <variants>     routers to measure beside the others: dedupe, cache, drop-in, fetcher, hive-js
  --output <folder>     where files go (bench/results for runs without --workload, --competitor and --with)
`;

/** What a run measures, and into which folder it writes; null: none. */
export interface CommandLine {
  readonly parts: readonly Part[];
  readonly output: string | null;
  readonly options: RunOptions;
}

/** @throws CommandError naming what is wrong */
export function readCommandLine(): CommandLine {
  const { values } = readArguments(USAGE, {
    options: {
      part: { type: "string", default: "" },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "1.2" },
      "warm-up": { type: "string", default: "2" },
      workload: { type: "string", default: "" },
      competitor: { type: "string", default: "" },
      with: { type: "string", default: "" },
      rows: { type: "string" },
      output: { type: "string" },
    },
  } as const);
  const variants = readList(values.with);
  const namesPart = PARTS.some(({ name }) => name === values.workload);
  const workload = namesPart ? "" : values.workload;
  // Figures of some workloads, or with variants, do not take the place of those of a whole run.
  const isWhole = variants.length === 0 && workload === "" && values.competitor === "";
  return {
    parts: chooseParts(readList(namesPart ? values.workload : values.part)),
    output: values.output ?? (isWhole ? "bench/results" : null),
    options: {
      rounds: readPositive("--rounds", values.rounds),
      seconds: readPositive("--seconds", values.seconds),
      warmUpSeconds: readPositive("--warm-up", values["warm-up"]),
      workload,
      competitor: values.competitor,
      variants,
      rows: values.rows === undefined ? null : readList(values.rows).map(readRows),
    },
  };
}

function chooseParts(names: readonly string[]): readonly Part[] {
  const unknown = names.find((name) => !PARTS.some((part) => part.name === name));
  if (unknown !== undefined)
    throw new CommandError(`--part knows ${PARTS.map(({ name }) => name).join(", ")}, not ${unknown}`);
  return names.length === 0 ? PARTS : PARTS.filter(({ name }) => names.includes(name));
}

function readRows(text: string): Rows {
  if (text === "demo") return "demo";
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= 1_000) return rows;
  throw new CommandError(`--rows must be demo, or numbers of 1000 and more, but is ${text}`);
}

function readPositive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new CommandError(`${option} must be a number above 0, but is ${text}`);
}

function readList(text: string): string[] {
  return text.split(",").filter((item) => item !== "");
}
