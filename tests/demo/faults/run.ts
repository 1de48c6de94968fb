import { availableParallelism, loadavg } from "node:os";
import { stopStarted } from "../../support/started-processes.ts";
import { buildBrokenRow, type FaultRow, findExitCode, formatTable } from "./fault-row.ts";
import { FAULTS } from "./faults.ts";

// `npm run test:faults [-- <name>…]`: injects faults into real processes, one kind after the other, and prints what
// each has cost; exits with 1 when a promise was broken.

const startedAt = performance.now();
const [loadBefore = 0] = loadavg();
const wanted = process.argv.slice(2);
const rows: FaultRow[] = [];
for (const [name, inject] of Object.entries(FAULTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  try {
    rows.push(...(await inject()));
  } catch (error) {
    rows.push(buildBrokenRow(name, error));
  } finally {
    await stopStarted();
  }
}
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
process.stdout.write(`${formatTable(rows)}\n`);
process.stdout.write(
  `Took ${seconds} s on ${availableParallelism()} processors with a load of ${loadBefore.toFixed(0)} at the start.\n`,
);
process.exitCode = findExitCode(rows);
