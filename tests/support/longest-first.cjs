"use strict";

const { existsSync } = require("node:fs");
const { relative } = require("node:path");
const { default: Sequencer } = require("@jest/test-sequencer");

/** What takes longest, mostly by waiting: begun last, one of these would be what all others have ended long before. */
const LONGEST = [
  "tests/new-subgraph/your-graph.test.ts",
  "tests/new-subgraph/command.test.ts",
  // <demo>
  "tests/demo/remove-demo.test.ts",
  "tests/demo/fairness/fairness.test.ts",
  "tests/demo/events/convergence.test.ts",
  "tests/demo/data/restore.test.ts",
  // </demo>
  "tests/check/check-command.test.ts",
  "tests/processes/supervision.test.ts",
  "tests/accounts/account-command.test.ts",
  "tests/processes/drain.test.ts",
  "tests/resilience/circuit-breaker.test.ts",
  "tests/check/large-graph.test.ts",
  "tests/engine/differential/own-graph.test.ts",
  "tests/engine/differential/shared-types.test.ts",
  "tests/engine/differential/abstract-types.test.ts",
  "tests/engine/differential/requirements.test.ts",
  "tests/start/refused-start.test.ts",
];

/** Begins with the longest test files, on a machine that has not run them yet as well. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const lost = LONGEST.filter((file) => !existsSync(file));
    if (lost.length > 0) throw new Error(`there is no ${lost.join(", ")}: change tests/support/longest-first.cjs`);
    const isLong = ({ path, context }) => LONGEST.includes(relative(context.config.rootDir, path));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
