import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createDataFolder } from "./data-folder.ts";
import type { Variables } from "./process.ts";

/** What processes do on the network while nothing of it can leave this machine. */
export interface RecordedNetwork {
  /** Give them to each process that is to be recorded. */
  readonly variables: Variables;
  /** Everything they tried so far. */
  readUses(): readonly NetworkUse[];
}

/** One connection, name look-up or datagram. */
export interface NetworkUse {
  readonly kind: "connection" | "look-up" | "datagram";
  /** A host's name or address. */
  readonly target: string;
}

const RECORDER = pathToFileURL(join("tests", "support", "network-recorder.mjs")).href;

/** Records the network use of processes started with its variables. */
export function recordNetwork(): RecordedNetwork {
  const path = join(createDataFolder(), "network");
  return {
    variables: { NODE_OPTIONS: `--import=${RECORDER}`, NETWORK_RECORD: path },
    readUses: () => (existsSync(path) ? readLines(path) : []),
  };
}

function readLines(path: string): NetworkUse[] {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as NetworkUse);
}
