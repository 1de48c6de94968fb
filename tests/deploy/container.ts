import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { stopAfterTests } from "../support/started-processes.ts";
import { waitFor } from "../support/wait-for.ts";
import { type BuiltStage, localize } from "./dockerfile.ts";
import { findFreePort } from "./free-port.ts";

/** The process of an image, started as its container would start it. */
export interface Container {
  readonly url: string;
  readonly process: ChildProcess;
  output(): string;
  /** Runs the image's own health check. @returns its exit code */
  checkHealth(): Promise<number>;
  /** As `docker stop` does. @returns the exit code */
  stop(): Promise<number | null>;
}

/**
 * Starts what ENTRYPOINT and CMD say, as the image's user, and waits until its health check passes. Where this process may
 * not change the user, it stays the same.
 */
export async function startContainer(
  stage: BuiltStage,
  variables: Readonly<Record<string, string>>,
): Promise<Container> {
  const { folder, settings } = stage;
  const port = await findFreePort();
  const own = Object.entries({ ...settings.environment, ...variables }).map(([name, value]) => [
    name,
    localize(value, folder),
  ]);
  const options = {
    cwd: join(folder, settings.workingFolder),
    env: { PATH: process.env.PATH ?? "", ...Object.fromEntries(own), PORT: String(port) },
    ...chooseUser(settings.user),
  };
  const [file = "", ...args] = [...settings.entrypoint, ...settings.command];
  const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit") as Promise<[number | null]>;
  stopAfterTests(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString("utf8");
  const checkHealth = () =>
    new Promise<number>((resolve) => {
      const [program = "", ...rest] = settings.healthCheck;
      execFile(program, rest, options, (error) => resolve(Number(error?.code ?? 0)));
    });
  await waitFor(`the health of ${stage.name}`, async () => {
    if (child.exitCode !== null) throw new Error(`${stage.name} ended:\n${output()}`);
    return (await checkHealth()) === 0 || undefined;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    output,
    checkHealth,
    async stop() {
      child.kill("SIGTERM");
      const [exitCode] = await ended;
      return exitCode;
    },
  };
}

function chooseUser(user: string) {
  if (process.getuid?.() !== 0) return {};
  const [uid = 0, gid = 0] = user.split(":").map(Number);
  return { uid, gid };
}
