import { stopStarted } from "../support/started-processes.ts";
import { type FaultRow, findExitCode, formatTable } from "./fault-row.ts";
import { FAULTS } from "./faults.ts";

// `npm run test:faults [-- <name>…]`: injects faults into real processes, one kind after the other, and prints what
// each has cost; exits with 1 when a promise was broken.

const wanted = process.argv.slice(2);
const rows: FaultRow[] = [];
for (const [name, inject] of Object.entries(FAULTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  try {
    rows.push(...(await inject()));
  } finally {
    await stopStarted();
  }
}
process.stdout.write(`${formatTable(rows)}\n`);
process.exitCode = findExitCode(rows);
