import { availableParallelism, loadavg } from "node:os";
import { stopStarted } from "../../support/started-processes.ts";
import { buildBrokenRow, type FaultRow, findExitCode, formatTable, type InjectFault } from "./fault-row.ts";

/**
 * Injects the faults called `names`, or all when there is none, one after the other. Prints their rows as a table.
 * @returns the exit code
 */
export async function runFaults(
  faults: Readonly<Record<string, InjectFault>>,
  names: readonly string[],
): Promise<0 | 1> {
  const startedAt = performance.now();
  const [loadBefore = 0] = loadavg();
  const rows: FaultRow[] = [];
  for (const [name, inject] of Object.entries(faults)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    rows.push(...(await tryFault(name, inject)));
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stdout.write(`${formatTable(rows)}\n`);
  process.stdout.write(
    `Took ${seconds} s on ${availableParallelism()} processors with a load of ${loadBefore.toFixed(0)} at the start.\n`,
  );
  return findExitCode(rows);
}

async function tryFault(name: string, inject: InjectFault): Promise<readonly FaultRow[]> {
  try {
    return await inject();
  } catch (error) {
    return [buildBrokenRow(name, error)];
  } finally {
    await stopStarted();
  }
}
