"use strict";

// Loaded before a process of dist/: says what to do where there is no build, as Node itself would print a stack.

require("./supported-node.cjs");

const { existsSync } = require("node:fs");

const [, entry] = process.argv;
if (entry !== undefined && !existsSync(entry)) {
  process.stderr.write(`${entry} is not there: run npm run build first.\n`);
  process.exit(1);
}
