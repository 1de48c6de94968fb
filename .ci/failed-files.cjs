"use strict";

const { readSuites } = require("./read-suites.cjs");

// `node .ci/failed-files.cjs <results>` prints a pattern of the test files that failed in a run of Jest which wrote its
// results with --json. Exits with 1 when there are none, or more than other work on the machine can account for.

const MAXIMUM_FILES = 10;

const [results] = process.argv.slice(2);
const failed = (readSuites(results) ?? []).filter(({ status }) => status === "failed");
if (failed.length === 0 || failed.length > MAXIMUM_FILES) process.exit(1);
process.stdout.write(failed.map(({ path }) => `${path.replaceAll(".", "\\.")}$`).join("|"));
