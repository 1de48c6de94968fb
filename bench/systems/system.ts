import type { PreparedData } from "../data/prepare-data.ts";
import type { PublishedKeys } from "../keys.ts";

/** All that a user waits for: what answers, with what it asks. */
export interface RunningSystem {
  readonly name: string;
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly token: string;
  /** The ids of its processes by what they are; one of them is the `router`, where there is one. */
  readonly processIds: ReadonlyMap<string, number>;
  /** The variables that requests take, and their variations. */
  readonly data: PreparedData;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** What a run gives each system. */
export interface SystemSetting {
  readonly data: PreparedData;
  readonly keys: PublishedKeys;
  /** A folder for files of the run. */
  readonly folder: string;
}
