import { runFaults } from "../support/run-faults.ts";
import { FAULTS } from "./faults.ts";

// `npm run test:faults [-- <name>…]`: injects faults into real processes, one kind after the other, and prints what
// each has cost; exits with 1 when a promise was broken.

process.exitCode = await runFaults(FAULTS, process.argv.slice(2));
