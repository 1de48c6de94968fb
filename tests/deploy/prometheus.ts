import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { createDataFolder } from "../support/data-folder.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { waitFor } from "../support/wait-for.ts";
import { findFreePort } from "./free-port.ts";

/** How often it reads the processes here, in seconds. */
const SCRAPE_SECONDS = 1;

/** A real Prometheus that reads processes. */
export interface Prometheus {
  /** Evaluates a PromQL expression now. @returns its series; @throws Error with what Prometheus says against it */
  query(expression: string): Promise<readonly unknown[]>;
  /** The alert rules, each with whether it could be evaluated. */
  readRules(): Promise<readonly { readonly name: string; readonly health: string; readonly lastError?: string }[]>;
}

interface PrometheusConfig {
  readonly scrape_configs: readonly object[];
}

/** Starts Debian's Prometheus with deploy/prometheus.yaml, but for the addresses, the token and how often it reads. */
export async function startPrometheus(targets: readonly string[], token: string): Promise<Prometheus> {
  const folder = createDataFolder();
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const config = parse(readFileSync("deploy/prometheus.yaml", "utf8")) as PrometheusConfig;
  const every = `${SCRAPE_SECONDS}s`;
  const changed = {
    ...config,
    global: { scrape_interval: every, evaluation_interval: every },
    rule_files: [resolve("deploy/alerts.yaml")],
    scrape_configs: config.scrape_configs.map((scrape) => ({
      ...scrape,
      authorization: { credentials_file: write("token", token) },
      file_sd_configs: [{ files: [write("targets.json", JSON.stringify([{ targets }]))] }],
    })),
  };
  const port = await findFreePort();
  const child = spawn(
    "prometheus",
    [
      `--config.file=${write("prometheus.yaml", stringify(changed))}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore" },
  );
  const ended = once(child, "exit");
  stopAfterTests(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const ask = async <Data>(path: string): Promise<Data> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const { data, error } = (await response.json()) as { data: Data; error?: string };
    if (error !== undefined) throw new Error(error);
    return data;
  };
  const query = async (expression: string) =>
    (await ask<{ result: unknown[] }>(`query?query=${encodeURIComponent(expression)}`)).result;
  await waitFor(
    "Prometheus to read all processes",
    async () => {
      const up = await query('up{job="supergraph"} == 1').catch(() => []);
      return up.length === targets.length;
    },
    30_000,
  );
  return {
    query,
    readRules: async () => {
      const { groups } = await ask<{ groups: { rules: { name: string; health: string }[] }[] }>("rules");
      return groups.flatMap(({ rules }) => rules);
    },
  };
}
