import { formatProblem } from "../composition/problem.ts";
import { SupergraphInputError } from "../composition/supergraph-input-error.ts";
import { StartupError } from "../service/startup-error.ts";
import { buildBanner } from "./stack/banner.ts";
import { type RunningStack, runStack } from "./stack/run-stack.ts";
import { readStackSettings } from "./stack/settings.ts";

// `npm start`: the whole stack, each process on its own, until Ctrl-C.

const compiledFile = (entry: string) => ["--enable-source-maps", `dist/${entry}.js`];

async function start(): Promise<void> {
  const settings = readStackSettings(process.env);
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
  const stack = await runStack(settings, process.env, compiledFile);
  process.stdout.write(buildBanner(stack.routerUrl, settings.isProduction));
  reportEnds(stack, stopping.signal);
  await waitForAbort(stopping.signal);
  await stack.stop();
}

function reportEnds({ children }: RunningStack, stopping: AbortSignal): void {
  for (const { name, ended } of children) {
    void ended.then((how) => {
      if (!stopping.aborted) process.stderr.write(`${name} has ended (${how}); the other processes go on\n`);
    });
  }
}

function waitForAbort(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function describeFailure(error: unknown): string {
  if (error instanceof StartupError) return error.message;
  if (error instanceof SupergraphInputError) return error.problems.map(formatProblem).join("\n");
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await start();
  process.exit(0);
} catch (error) {
  process.stderr.write(`npm start: ${describeFailure(error)}\n`);
  process.exit(1);
}
