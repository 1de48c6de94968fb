import { availableParallelism, loadavg } from "node:os";
import { stopStarted } from "../../support/started-processes.ts";
import { ATTACKS } from "./attacks.ts";
import { buildBrokenRow, type FairnessRow, findExitCode, formatFairnessTable, WHOLE_SCALE } from "./fairness-row.ts";
import { runAttack } from "./run-attack.ts";

// `npm run test:fairness [-- <name>…]`: one client attacks real processes, in one way after the other, while fifty usual
// clients use them. Prints who lost what; exits with 1 when a promise was broken.

const startedAt = performance.now();
const [loadBefore = 0] = loadavg();
const given = process.argv.slice(2);
const rows: FairnessRow[] = [];
for (const name of given.length > 0 ? given : Object.keys(ATTACKS)) {
  process.stderr.write(`${name} …\n`);
  try {
    rows.push(...(await runAttack(name, WHOLE_SCALE)));
  } catch (error) {
    rows.push(buildBrokenRow(name, error));
  } finally {
    await stopStarted();
  }
}
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
process.stdout.write(`${formatFairnessTable(rows)}\n`);
process.stdout.write(
  `Took ${seconds} s on ${availableParallelism()} processors with a load of ${loadBefore.toFixed(0)} at the start.\n`,
);
process.exitCode = findExitCode(rows);
