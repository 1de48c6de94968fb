import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { findPrograms, startServer } from "./start-server.ts";

// `npm run test:postgresql -- [jest's arguments]`: the tests of data, by the same files, on a server of PostgreSQL.

const hasNamespaces = findNamespaces();

/**
 * Tests that begin processes with databases. What is not here has none, or is about SQLite itself: tests/data,
 * tests/database and tests/demo/data about its files, locks, driver, backups and disks; search-index about its index of
 * texts, which tests/demo/postgresql/equal-answers compares; upgrade about migrations that PostgreSQL never had. What
 * tests/demo/faults does, `npm run test:scale` does on PostgreSQL.
 */
const FILES = [
  "tests/accounts/(access-token|account-command|brute-force|change-password|login|logout|many-sessions|refresh-session|register|two-processes)",
  "tests/demo/batching",
  "tests/demo/books/(?!search-index)",
  "tests/demo/comments",
  "tests/demo/data/(counts|killed-while-writing)",
  "tests/demo/events/(?!upgrade)",
  "tests/demo/live",
  "tests/demo/operations",
  "tests/demo/pagination",
  `tests/demo/postgresql/${hasNamespaces ? "" : "(?!vanished-machine)"}`,
  "tests/demo/security",
  "tests/demo/stack",
  "tests/processes/rolling-restart",
  "tests/router/subgraph-down",
];

/** The exit code where there is no server to test on: not a failure of the tests, and no success. */
const NO_SERVER = 3;

async function run(args: readonly string[]): Promise<number> {
  const programs = findPrograms();
  if (programs === null) {
    process.stderr.write("PostgreSQL was NOT tested: there is no server. apt-get install postgresql\n");
    return NO_SERVER;
  }
  if (!hasNamespaces) process.stderr.write("A machine that vanishes was NOT tested: that needs Linux, ip and root\n");
  const server = await startServer(programs);
  try {
    const jest = ["--experimental-vm-modules", "--no-warnings=ExperimentalWarning", "node_modules/jest/bin/jest.js"];
    const chosen = args.some((arg) => !arg.startsWith("-") || arg.startsWith("--testPathPatterns=")) ? [] : FILES;
    // Last, as jest takes what follows for further projects, and would run all files.
    const projects = ["--selectProjects", "unit", "unit-long", "processes", "processes-long", "postgresql"];
    const child = spawn(process.execPath, [...jest, ...args, ...chosen, ...projects], {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, TEST_POSTGRESQL: server.url },
    });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => child.kill(signal));
    const [code] = (await once(child, "exit")) as [number | null];
    return code ?? 1;
  } finally {
    await server.remove();
  }
}

/** Whether this process may make namespaces of the network: https://man7.org/linux/man-pages/man8/ip-netns.8.html */
function findNamespaces(): boolean {
  const name = `probe-${process.pid}`;
  try {
    for (const command of ["add", "delete"]) execFileSync("ip", ["netns", command, name], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

process.exitCode = await run(process.argv.slice(2));
