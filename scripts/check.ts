import { readFileSync } from "node:fs";
import { runCommand } from "../packages/check/command/run-command.ts";
import { checkTools } from "./check-tools.ts";

// `npm run check` and `npm run compose`: packages/check/README.md describes them.

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

process.exitCode = await runCommand(process.argv.slice(2), checkTools, version);
