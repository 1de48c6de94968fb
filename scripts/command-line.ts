import { relative } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { formatProblem } from "../packages/composition/problem.ts";
import { SupergraphInputError } from "../packages/composition/supergraph-input-error.ts";
import { describeArgumentProblem } from "../packages/server/process/argument-problem.ts";
import { StartupError } from "../packages/server/process/startup-error.ts";
import { BackupError } from "../subgraphs/shared/database/backup/manifest.ts";

/** Why a command cannot do its work, for the person at the terminal. */
export class CommandError extends Error {}

/**
 * How this process's command is run, for usages: by npm from sources, by node from a build, where npm's scripts may not be.
 * @param script its name in package.json
 */
export function nameCommand(script: string): string {
  const [, file = ""] = process.argv;
  return file.endsWith(".js") ? `node ${relative("", file)}` : `npm run ${script} --`;
}

/** The options of `parseArgs`, without `args`: the process's own are read. */
type ArgumentRules = Omit<ParseArgsConfig, "args">;

/**
 * Reads the arguments of this process. `--help` prints `usage` and ends the process with 0.
 * @throws CommandError naming the first argument that is wrong, and the usage
 */
export function readArguments<Rules extends ArgumentRules>(usage: string, rules: Rules) {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${usage.trim()}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ ...rules, args });
  } catch (error) {
    throw new CommandError(`${describeArgumentProblem(error)} ${usage}`);
  }
}

/** For commands that take no arguments. @throws CommandError when there are some */
export function refuseArguments(usage: string): void {
  readArguments(usage, {});
}

/**
 * Does the work of a command, which returns the exit code. Expected failures are told without a stack: after `prefix`,
 * with `exitCode`.
 */
export async function runCommand(
  { prefix, exitCode }: { readonly prefix: string; readonly exitCode: number },
  work: () => number | Promise<number>,
): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    process.stderr.write(`${describeFailure(prefix, error)}\n`);
    process.exitCode = exitCode;
  }
}

/** The message for the person at the terminal. */
export function describeFailure(prefix: string, error: unknown): string {
  if (error instanceof SupergraphInputError) return error.problems.map(formatProblem).join("\n");
  // An error in a GraphQL document comes with its place, on lines of its own.
  if (error instanceof Error && error.name === "GraphQLError") return `${prefix}${error}`;
  if (isExpected(error)) return `${prefix}${error.message.trim()}`;
  return `${prefix}Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** The system's own errors name the action and the file. */
function isExpected(error: unknown): error is Error {
  const expected = [CommandError, StartupError, BackupError];
  if (expected.some((type) => error instanceof type)) return true;
  return error instanceof Error && "syscall" in error;
}
