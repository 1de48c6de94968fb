import { listenForStop } from "../../service/stop-signals.ts";
import { describeFailure } from "../command-line.ts";
import { buildBanner } from "./banner.ts";
import { type NodeArguments, type RunningStack, runStack } from "./run-stack.ts";
import { readStackSettings } from "./settings.ts";
import { waitUntilAvailable } from "./wait-until-available.ts";

/**
 * Runs a whole stack in the foreground until SIGINT (Ctrl-C) or SIGTERM, then ends this process: with 0 after a good
 * stop, with 1 and one readable line when the stack cannot start. A second signal ends everything at once. SIGUSR2
 * starts what was left down.
 * @param prepare is done before anything is started
 * @param whileRunning is called once everything serves; what it returns is called when the stop begins
 */
export async function runUntilStopped(
  command: string,
  prepare: () => Promise<void>,
  nodeArguments: NodeArguments,
  whileRunning: (stack: RunningStack) => () => void,
): Promise<never> {
  try {
    await prepare();
    const settings = readStackSettings(process.env);
    let stack: RunningStack | null = null;
    const stopAsked = new Promise<void>((resolve) => {
      listenForStop({ onStop: resolve, onEnd: () => endAtOnce(stack) });
    });
    stack = await runStack(settings, process.env, nodeArguments);
    process.on("SIGUSR2", stack.revive);
    await Promise.race([waitUntilAvailable(stack.routerUrl), stopAsked]);
    process.stdout.write(buildBanner(stack.routerUrl, settings.isProduction));
    const finish = whileRunning(stack);
    await stopAsked;
    finish();
    await stack.stop();
    return process.exit(0);
  } catch (error) {
    process.stderr.write(`${describeFailure(`${command}: `, error)}\n`);
    return process.exit(1);
  }
}

/** Processes that are only just starting end by themselves when this one is gone. */
function endAtOnce(stack: RunningStack | null): never {
  stack?.kill();
  process.exit(1);
}
