import { listenForStop } from "../../packages/server/process/stop-signals.ts";
import { describeFailure } from "../command-line.ts";
import { buildBanner } from "./banner.ts";
import { outliveFullDisk } from "./log-prefix.ts";
import { type NodeArguments, prepareStack, type RunningStack } from "./run-stack.ts";
import { readStackSettings } from "./settings.ts";
import { waitUntilAvailable } from "./wait-until-available.ts";

/**
 * Runs a whole stack in the foreground until SIGINT (Ctrl-C) or SIGTERM, then ends this process with 0. When the stack
 * cannot start, it ends with 1 and one readable line. A second signal ends everything at once. SIGUSR2 starts processes
 * that were left down.
 * @param prepare is called before anything is started
 * @param whileRunning is called once everything serves; its result is called when the stop begins
 */
export async function runUntilStopped(
  command: string,
  prepare: () => Promise<void>,
  nodeArguments: NodeArguments,
  whileRunning: (stack: RunningStack) => Promise<() => void>,
): Promise<never> {
  for (const output of [process.stdout, process.stderr]) outliveFullDisk(output);
  try {
    await prepare();
    const settings = readStackSettings(process.env);
    const stack = await prepareStack(settings, process.env, nodeArguments);
    let isStopping = false;
    const stopAsked = new Promise<void>((resolve) => {
      const onStop = () => {
        isStopping = true;
        resolve();
      };
      listenForStop(onStop, () => endAtOnce(stack));
    });
    process.on("SIGUSR2", stack.revive);
    const run = async () => {
      const routerUrl = await stack.start();
      const finish = await whileRunning(stack);
      const missing = await Promise.race([waitUntilAvailable(routerUrl, settings.remotes), stopAsked]);
      if (!isStopping) {
        process.stdout.write(buildBanner(routerUrl, stack.processes, settings, missing ?? []));
      }
      await stopAsked;
      finish();
    };
    await Promise.race([run(), stopAsked]);
    await stack.stop();
    return process.exit(0);
  } catch (error) {
    process.stderr.write(`${describeFailure(`${command}: `, error)}\n`);
    return process.exit(1);
  }
}

function endAtOnce(stack: RunningStack): never {
  stack.kill();
  process.exit(1);
}
