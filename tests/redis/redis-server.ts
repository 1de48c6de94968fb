import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { Redis } from "ioredis";
import { createDataFolder } from "../support/data-folder.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { waitFor } from "../support/wait-for.ts";

/** A real redis-server of the test's own. */
export interface RedisServer {
  readonly url: string;
  /** The test's own connection to it. */
  readonly client: Redis;
  /** The keys that there are now. */
  listKeys(): Promise<string[]>;
  /** Stops it without ending it: it accepts connections, and answers nothing. */
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  /** Starts it again after its end, empty, on its port. */
  restart(): Promise<void>;
}

/** How a server differs from one that anyone on this machine may use. */
export interface RedisServerOptions {
  readonly password?: string;
  /** With it, the server takes TLS alone. */
  readonly certificate?: { readonly key: string; readonly certificate: string };
}

/** Starts redis-server on a free port; it is stopped after the file's tests. */
export async function startRedisServer({ password, certificate }: RedisServerOptions = {}): Promise<RedisServer> {
  const port = await findFreePort();
  const credentials = password === undefined ? "" : `:${encodeURIComponent(password)}@`;
  const url = `${certificate === undefined ? "redis" : "rediss"}://${credentials}127.0.0.1:${port}`;
  const client = new Redis(url, {
    retryStrategy: () => 20,
    disconnectTimeout: 1,
    maxRetriesPerRequest: null,
    ...(certificate === undefined ? {} : { tls: { ca: readFileSync(certificate.certificate) } }),
  });
  client.on("error", () => undefined);
  const args = [
    ...(password === undefined ? [] : ["--requirepass", password]),
    ...(certificate === undefined ? ["--port", String(port)] : buildTlsArguments(port, certificate)),
  ];
  let child = await spawnServer(args);
  stopAfterTests(async () => {
    client.disconnect();
    await end(child);
  });
  await client.ping();
  return {
    url,
    client,
    listKeys: () => client.keys("*"),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    kill: () => end(child),
    async restart() {
      child = await spawnServer(args);
      await client.ping();
    },
  };
}

function buildTlsArguments(port: number, { key, certificate }: NonNullable<RedisServerOptions["certificate"]>) {
  const files = ["--tls-key-file", key, "--tls-cert-file", certificate, "--tls-ca-cert-file", certificate];
  return ["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no", ...files];
}

async function spawnServer(args: readonly string[]): Promise<ChildProcess> {
  const own = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", [...own, "--dir", createDataFolder(), ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const failed = once(child, "error").then(([error]) => {
    throw new Error(`redis-server cannot be started (${error.message}): install Debian's package redis-server`);
  });
  await Promise.race([failed, waitFor("redis-server", () => output.includes("Ready to accept connections"))]);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
