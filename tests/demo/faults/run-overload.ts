import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sendOperation } from "../../support/graphql-client.ts";
import { measureOverload, type OverloadFigures } from "./overload.ts";

// `node --import tsx tests/demo/faults/run-overload.ts [operation…]`: measures, on a stack of compiled code of its own, how
// the router bears 400 clients that send an operation of operations/, and prints the figures.

const STANDARD_OPERATIONS = ["books-with-comments"];
const LOGIN = 'mutation { login(username: "reader", password: "reader-demo") { accessToken } }';

async function measure(name: string): Promise<OverloadFigures> {
  const dataFolder = mkdtempSync(join(tmpdir(), "supergraph-overload-"));
  const stack = startStack(dataFolder);
  try {
    const url = await waitForBanner(stack);
    const { data } = await sendOperation<{ login: { accessToken: string } }>(url, LOGIN);
    return await measureOverload({
      url,
      token: data.login.accessToken,
      query: readFileSync(join("operations", `${name}.graphql`), "utf8"),
      pid: findRouter(stack),
    });
  } finally {
    stack.kill("SIGTERM");
    await once(stack, "exit");
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

function startStack(dataFolder: string): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "scripts/start.ts"], {
    env: {
      PORT: "0",
      ACCOUNTS_PORT: "0",
      BOOKS_PORT: "0",
      COMMENTS_PORT: "0",
      RATE_LIMIT: "0",
      ...process.env,
      DATA_DIR: dataFolder,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function waitForBanner({ stdout }: ChildProcess): Promise<string> {
  let written = "";
  return new Promise((resolve) => {
    stdout?.on("data", (chunk: Buffer) => {
      written = (written + chunk.toString("utf8")).slice(-10_000);
      const [, url] = /The supergraph is up: (\S+)\/graphql/.exec(written) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

function findRouter({ pid }: ChildProcess): number {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  const rows = table.split("\n").map((row) => row.trim().split(/\s+/));
  const router = rows.find(([, parent, ...args]) => Number(parent) === pid && args.join(" ").includes("router/main"));
  return Number(router?.[0]);
}

function printFigures(name: string, figures: OverloadFigures): void {
  const rows = figures.loads.map(({ clients, goodPerSecond, refusedPerSecond, failures, medianMs, p99Ms }) =>
    [
      `${clients}`.padStart(7),
      goodPerSecond.toFixed(0).padStart(6),
      refusedPerSecond.toFixed(0).padStart(9),
      medianMs.toFixed(0).padStart(9),
      p99Ms.toFixed(0).padStart(6),
      JSON.stringify(failures),
    ].join("  "),
  );
  const { keptThroughput, p99Ms, peakMemoryMb, recoverySeconds } = figures;
  process.stdout.write(
    [
      `${name}`,
      "clients  good/s  refused/s  median ms  p99 ms  failures",
      ...rows,
      `kept ${(keptThroughput * 100).toFixed(0)} % of its peak, p99 ${p99Ms.toFixed(0)} ms, at most ${peakMemoryMb} MB, recovered after ${recoverySeconds} s`,
      "",
      "",
    ].join("\n"),
  );
}

const given = process.argv.slice(2);
for (const name of given.length > 0 ? given : STANDARD_OPERATIONS) printFigures(name, await measure(name));
