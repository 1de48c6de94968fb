"use strict";

const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

// `node .ci/sum-up.cjs <folder> <run>…` sums up what runs of Jest have written with --json into <folder>/<run>.json. A run
// that wrote nothing has failed.

const BROKEN = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, testResults: [] };
const [folder, ...names] = process.argv.slice(2);
const runs = names
  .map((name) => join(folder, `${name}.json`))
  .map((file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : BROKEN));
const sum = (count) => runs.reduce((total, run) => total + count(run), 0);

/** A suite that could not even run has no failed test of its own, and is a failure all the same. */
const isBroken = (suite) => suite.status === "failed" && suite.assertionResults.length === 0;

for (const { name, assertionResults } of runs.flatMap(({ testResults }) => testResults)) {
  const again = assertionResults.filter(({ status, invocations }) => status === "passed" && invocations > 1);
  for (const { fullName } of again) process.stdout.write(`passed only when tried again: ${fullName} (${name})\n`);
}
const passed = sum((run) => run.numPassedTests);
const failed = sum((run) => run.numFailedTests + run.testResults.filter(isBroken).length);
const skipped = sum((run) => run.numPendingTests);
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
