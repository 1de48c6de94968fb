import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { describeArgumentProblem } from "../../server/process/argument-problem.ts";
import { CheckInputError } from "../check-input-error.ts";
import type { CheckTools } from "../check-request.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { CHECK_OPTIONS, COMPOSE_OPTIONS, describeUsage } from "./options.ts";
import { printFailure } from "./print-failure.ts";

/**
 * Runs the command line: `compose` composes, anything else checks. Returns the exit code. Expected failures are told on
 * stderr without a stack. `version` is what `--version` prints.
 */
export async function runCommand(args: readonly string[], tools: CheckTools, version: string): Promise<number> {
  try {
    if (args.some((arg) => arg === "--help" || arg === "-h")) return print(describeUsage(tools));
    if (args.includes("--version")) return print(version);
    if (args[0] === "compose") {
      const { config, output } = readValues(args.slice(1), COMPOSE_OPTIONS, tools);
      const { composeFile } = await import("./compose-file.ts");
      const composes = await composeFile(config, output ?? join(dirname(config), "supergraph.graphql"));
      return composes ? EXIT_CODES.passed : EXIT_CODES.failed;
    }
    const { check } = await import("./check-command.ts");
    return await check(readValues(args, CHECK_OPTIONS, tools), tools);
  } catch (error) {
    printFailure(error);
    return EXIT_CODES.couldNotRun;
  }
}

function readValues<Options extends typeof CHECK_OPTIONS | typeof COMPOSE_OPTIONS>(
  args: readonly string[],
  options: Options,
  tools: CheckTools,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new CheckInputError(`${describeArgumentProblem(error).replace(/\.$/, "")}: see ${tools.check(["--help"])}`);
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return EXIT_CODES.passed;
}
