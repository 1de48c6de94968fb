"use strict";

const { existsSync, readFileSync } = require("node:fs");

/**
 * The suites in `file`, which a run of Jest has written with --json; null: it wrote nothing. Each has the `path` of its
 * file in this project, as a run on another Node has a folder of its own.
 */
exports.readSuites = function readSuites(file) {
  if (!existsSync(file)) return null;
  const { testResults } = JSON.parse(readFileSync(file, "utf8"));
  return testResults.map((suite) => ({ ...suite, path: suite.name.replace(/^.*?\/tests\//, "tests/") }));
};
