"use strict";

// Runs a command that is written in TypeScript: `node scripts/run.cjs scripts/check.ts …`.

require("./supported-node.cjs");

const { existsSync } = require("node:fs");
const { resolve } = require("node:path");
const { pathToFileURL } = require("node:url");

if (!existsSync(resolve(__dirname, "..", "node_modules", "tsx"))) {
  process.stderr.write("The packages are not installed: run npm ci first.\n");
  process.exit(1);
}
const file = resolve(process.argv[2]);
// The command sees its arguments where it would have them if Node had run it itself.
process.argv.splice(1, 2, file);
void import("tsx").then(() => import(pathToFileURL(file).href));
