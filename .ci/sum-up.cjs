"use strict";

const { join } = require("node:path");
const { readSuites } = require("./read-suites.cjs");

// `node .ci/sum-up.cjs <folder> <run>…` sums up what runs of Jest have written with --json into <folder>/<run>.json, and
// into <folder>/<run>-again.json about files that were run once more. A run that wrote nothing has failed.

const BROKEN = { path: "", status: "failed", assertionResults: [] };
const [folder, ...names] = process.argv.slice(2);

/** The suites of a run; what was run once more counts as it went then. */
function mergeSuites(run) {
  const again = new Map((readSuites(join(folder, `${run}-again.json`)) ?? []).map((suite) => [suite.path, suite]));
  return (readSuites(join(folder, `${run}.json`)) ?? [BROKEN]).map((suite) => {
    const second = again.get(suite.path);
    if (second?.status === "passed") process.stdout.write(`passed only when run again: ${suite.path} (${run})\n`);
    return second ?? suite;
  });
}

const suites = names.flatMap(mergeSuites);
const tests = suites.flatMap(({ assertionResults }) => assertionResults);
const count = (...wanted) => tests.filter(({ status }) => wanted.includes(status)).length;
/** A suite that could not even run has no failed test of its own, and is a failure all the same. */
const broken = suites.filter(({ status, assertionResults }) => status === "failed" && !assertionResults.length).length;

const skipped = count("pending", "todo", "skipped", "disabled");
const said = `${count("passed")} passed, ${count("failed") + broken} failed`;
process.stdout.write(`${said}${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
