import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../service/environment.ts";

/** A GraphQL answer; `data` is null where the operation failed. */
export interface Answer<Data> {
  readonly status: number;
  readonly data: Data;
  readonly errors?: { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** A running accounts process, with a data folder of its own. */
export interface RunningAccounts {
  readonly url: string;
  readonly dataDirectory: string;
  /** Everything the process has written. */
  output(): string;
  send<Data>(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    options?: { readonly token?: string },
  ): Promise<Answer<Data>>;
  /** Ends the process; the data folder goes too, unless it was given. */
  stop(): Promise<void>;
}

/** Starts accounts; `DATA_DIR` in `environment` starts it on the data of an earlier process. */
export async function startAccounts(environment: Environment = {}): Promise<RunningAccounts> {
  const dataDirectory = environment.DATA_DIR ?? (await mkdtemp(join(tmpdir(), "accounts-")));
  const { child, output } = spawnAccounts({
    NODE_ENV: "development",
    DATA_DIR: dataDirectory,
    ...environment,
  });
  const url = await waitUntilReady(child, output);
  return {
    url,
    dataDirectory,
    output,
    send: (query, variables, options) => send(url, query, variables, options?.token),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "close");
      if (environment.DATA_DIR === undefined) await rm(dataDirectory, { recursive: true });
    },
  };
}

/** Runs accounts in an environment in which it cannot start, to its end. */
export async function failToStartAccounts(
  environment: Environment,
): Promise<{ exitCode: number | null; output: string }> {
  const { child, output } = spawnAccounts(environment);
  await once(child, "close");
  return { exitCode: child.exitCode, output: output() };
}

function spawnAccounts(environment: Environment): {
  child: ChildProcess;
  output: () => string;
} {
  const child = spawn(process.execPath, ["--import", "tsx", "subgraphs/accounts/main.ts"], {
    env: { PATH: process.env.PATH, PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  }
  return { child, output: () => chunks.join("") };
}

async function waitUntilReady(child: ChildProcess, output: () => string): Promise<string> {
  const ended = once(child, "close").then(() => {
    throw new Error(`accounts did not start: ${output()}`);
  });
  const [message] = (await Promise.race([once(child, "message"), ended])) as [{ readonly url: string }];
  ended.catch(() => undefined);
  return message.url;
}

async function send<Data>(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> | undefined,
  token: string | undefined,
): Promise<Answer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer<Data>, "status">) };
}
