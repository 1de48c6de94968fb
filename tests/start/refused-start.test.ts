import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { ROUTER_SECRET } from "../support/router-signature.ts";
import { runStartCommand } from "../support/start-command.ts";
import { stopAfterTests } from "../support/started-processes.ts";

/** Runs a start that must fail. @returns its exit code and the lines it wrote */
async function failToStart(variables: Record<string, string>): Promise<{ exitCode: number | null; lines: string[] }> {
  const start = runStartCommand(variables);
  const exitCode = await start.waitForEnd();
  return { exitCode, lines: start.output().trim().split("\n") };
}

async function occupyPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  stopAfterTests(() => new Promise((resolve) => server.close(resolve)));
  return String((server.address() as { port: number }).port);
}

it("stops at once with one line when a port is in use", async () => {
  const port = await occupyPort();
  const { exitCode, lines } = await failToStart({ ACCOUNTS_PORT: port });
  expect(exitCode).toBe(1);
  expect(lines).toEqual([
    `npm start: port ${port} for accounts is in use: stop what listens there, or set ACCOUNTS_PORT to another port`,
  ]);
});

function createOddPlaces() {
  const folder = createDataFolder();
  const [file, fifo, link] = ["file", "fifo", "link"].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(file, "");
  execFileSync("mkfifo", [fifo]);
  symlinkSync(join(folder, "nowhere", "x"), link);
  return { file, fifo, link };
}

const places = createOddPlaces();

it.each([
  ["is below a file", "/dev/null/data"],
  ["is a device", "/dev/null"],
  // Node's own way to make it would try for ever.
  ["is where the system takes no folders", "/proc/data"],
  ["is where the system takes no files", "/proc"],
  ["is a file", places.file],
  ["is a FIFO", places.fifo],
  ["is a link that leads nowhere", places.link],
])("stops at once with one line when the data folder %s", async (_what, folder) => {
  const { exitCode, lines } = await failToStart({ DATA_DIR: folder });
  expect(exitCode).toBe(1);
  expect(lines).toEqual([
    `npm start: the data folder ${folder} cannot be written: make it writable, or set DATA_DIR to another folder`,
  ]);
});

it.each(["/dev/null", "/", places.fifo])("refuses %s as a database, and does not wait for it", async (file) => {
  const variables = { DATA_DIR: createDataFolder(), ACCOUNTS_DATABASE_URL: `file:${file}` };
  const start = runStartCommand({ ...variables, PORT: "0", NODE_ENV: "development" }, "start:accounts");
  expect(await start.waitForEnd()).toBe(1);
  expect(start.output()).toMatch(
    /^accounts cannot start: the (?:database|data folder) \S+ (?:of accounts is no regular file|cannot be written): [^\n]+\n$/,
  );
});

it.each([
  ["PORT", "http", "PORT: must be a whole number from 0 to 65535"],
  ["ACCOUNTS_PORT", "70000", "ACCOUNTS_PORT: must be a whole number from 0 to 65535"],
  ["NODE_ENV", "prod", "NODE_ENV: must be one of production, development, test"],
  ["ACCOUNTS_PORT", "-1", "ACCOUNTS_PORT: must be a whole number from 0 to 65535"],
  ["LOG_LEVEL", "loud", "LOG_LEVEL: must be one of fatal, error, warn, info, debug, trace, silent"],
  ["LOG_FORMAT", "xml", "LOG_FORMAT: must be one of pretty, json"],
  ["JWKS_URL", "ftp://keys", "JWKS_URL: must be an http:// or https:// URL"],
  ["SEED_DEMO", "maybe", "SEED_DEMO: must be 1 or 0"],
  ["ACCOUNTS_DATABASE_URL", "mysql://db", "ACCOUNTS_DATABASE_URL: must be a file: or a postgresql: URL"],
  [
    "ACCOUNTS_DATABASE_URL",
    "postgres://db",
    "ACCOUNTS_DATABASE_URL: must name a database: postgresql://user:password@host:5432/<database>",
  ],
  ...["postgresql:/u:secret@h/d", "postgresql://u:s%zz@h/d", "postgresql://u:s#x@h/d", "postgresql://u:s@h/d#x"].map(
    (url) => [
      "ACCOUNTS_DATABASE_URL",
      url,
      "ACCOUNTS_DATABASE_URL: must be a URL: postgresql://user:password@host:5432/database; in user and password, write special characters as %23",
    ],
  ),
  [
    "ACCOUNTS_DATABASE_URL",
    "postgresql://h/d?pool_timeout=3",
    "ACCOUNTS_DATABASE_URL: has a parameter that cannot be used: there are only schema, connection_limit, sslmode, sslrootcert, host",
  ],
  [
    "ACCOUNTS_DATABASE_URL",
    "postgresql://h/d?host=",
    "ACCOUNTS_DATABASE_URL: has a parameter that cannot be used: host must not be empty",
  ],
  ...["file:", "file::memory:", "file:./a.db?connection_limit=1"].map((url) => [
    "ACCOUNTS_DATABASE_URL",
    url,
    "ACCOUNTS_DATABASE_URL: must be the path of a file, without parameters: file:./data/name.db",
  ]),
  ["SUBGRAPH_TIMEOUT_MS", "2s", "SUBGRAPH_TIMEOUT_MS: must be a whole number from 1 to 600000"],
])("stops at once with one line that names %s=%s", async (variable, value, problem) => {
  const { exitCode, lines } = await failToStart({ [variable]: value });
  expect(exitCode).toBe(1);
  expect(lines).toEqual([`npm start: bad configuration: ${problem}`]);
});

it("gives every process its own port", async () => {
  const { exitCode, lines } = await failToStart({ PORT: "4990", ACCOUNTS_PORT: "4990" });
  expect(exitCode).toBe(1);
  expect(lines).toEqual(["npm start: PORT and ACCOUNTS_PORT are both 4990: give each its own port"]);
});

it("needs a router secret in production", async () => {
  const { exitCode, lines } = await failToStart({ NODE_ENV: "production" });
  expect(exitCode).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/^npm start: ROUTER_SECRET must be set in production/)]);
});

it("needs a signing key in production", async () => {
  const start = runStartCommand({ NODE_ENV: "production", ROUTER_SECRET });
  expect(await start.waitForEnd()).toBe(1);
  expect(start.output()).toMatch(/accounts \| accounts cannot start: .*JWT_PRIVATE_KEY/);
  expect(start.output()).toMatch(/npm start: accounts did not start \(exit code 1\); its own line above says why\n$/);
});
