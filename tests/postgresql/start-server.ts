import { execFile, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Certified } from "../support/certificate.ts";

const runFile = promisify(execFile);

/** Where Debian puts each version's programs. */
const INSTALLED = "/usr/lib/postgresql";
/** The account of Debian's package: the server refuses to run as root. */
const ACCOUNT = "postgres";

/** A server of PostgreSQL for tests, without durability. */
export interface TestServer {
  /** `postgresql://…/`, which a database's name follows. */
  readonly url: string;
  readonly port: number;
  /** Where its socket is. */
  readonly folder: string;
  /** The process of the server, for signals. */
  readonly pid: () => number;
  start(): Promise<void>;
  /** Ends it: `immediate` as a crash does. */
  stop(mode: "fast" | "immediate"): Promise<void>;
  /** Gives it another certificate, for the connections from now on. */
  certify(certified: Certified): Promise<void>;
  remove(): Promise<void>;
}

/** The folder of the newest installed version's programs; null where there is none. */
export function findPrograms(): string | null {
  if (!existsSync(INSTALLED)) return null;
  const versions = readdirSync(INSTALLED).sort((one, other) => Number(other) - Number(one));
  const folders = versions.map((version) => join(INSTALLED, version, "bin"));
  return folders.find((folder) => existsSync(join(folder, "postgres"))) ?? null;
}

/** What a server has beside the usual. */
export interface ServerChanges {
  /** As in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The only lines of pg_hba.conf. */
  readonly access?: readonly string[];
  /** Its certificate: it then speaks TLS to those who ask for it. */
  readonly certified?: Certified;
}

/** Starts a server on a free port, in a folder of its own. */
export async function startServer(
  programs: string,
  { settings = {}, access, certified }: ServerChanges = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "supergraph-postgresql-"));
  const isRoot = process.getuid?.() === 0;
  const account = isRoot ? findAccount() : {};
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, "data");
  const run = (program: string, args: readonly string[]) =>
    runFile(join(programs, program), args, { ...account, cwd: folder, timeout: 30_000 });
  await run("initdb", [
    "--pgdata",
    data,
    "--username",
    ACCOUNT,
    "--auth",
    "trust",
    "--encoding",
    "UTF8",
    "--locale",
    "C.UTF-8",
  ]);
  const port = await findFreePort();
  function install({ key, certificate }: Certified): void {
    for (const [from, name] of [
      [key, "server.key"],
      [certificate, "server.crt"],
    ] as const) {
      const file = join(data, name);
      copyFileSync(from, file);
      chmodSync(file, 0o600);
      if (account.uid !== undefined && account.gid !== undefined) chownSync(file, account.uid, account.gid);
    }
  }
  if (certified !== undefined) install(certified);
  const ssl = certified === undefined ? "off" : "on";
  const all = { listen_addresses: "127.0.0.1", fsync: "off", max_connections: "400", ssl, ...settings };
  const chosen = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`);
  const options = `-p ${port} -k ${folder} ${chosen.join(" ")}`;
  if (access !== undefined) writeFileSync(join(data, "pg_hba.conf"), `${access.join("\n")}\n`);
  // A pipe to us would stay open with the server.
  const start = () =>
    waitForExit(
      spawn(join(programs, "pg_ctl"), ["-D", data, "-o", options, "-l", join(folder, "log"), "-w", "start"], {
        ...account,
        cwd: folder,
        stdio: "ignore",
      }),
    );
  await start();
  const stop = async (mode: string) => void (await run("pg_ctl", ["-D", data, "-m", mode, "-w", "stop"]));
  return {
    url: `postgresql://${ACCOUNT}@127.0.0.1:${port}/`,
    port,
    folder,
    pid: () => Number(execFileSync("head", ["-1", join(data, "postmaster.pid")], { encoding: "utf8" })),
    start,
    stop,
    async certify(another) {
      install(another);
      await run("pg_ctl", ["-D", data, "reload"]);
    },
    async remove() {
      await stop("immediate").catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function findAccount(): { uid?: number; gid?: number } {
  const find = (flag: string) => Number(execFileSync("id", [flag, ACCOUNT], { encoding: "utf8" }));
  return { uid: find("-u"), gid: find("-g") };
}

function waitForExit(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`pg_ctl ended with ${code}`))));
  });
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
