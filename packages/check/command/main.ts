import { readFileSync } from "node:fs";
import { INSTALLED_TOOLS } from "./installed-tools.ts";
import { runCommand } from "./run-command.ts";

// `supergraph-check`, as it is installed: bin/supergraph-check.js in its package.

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

process.exitCode = await runCommand(process.argv.slice(2), INSTALLED_TOOLS, version);
