import { dirname, relative, resolve } from "node:path";
import { findRepositoryPath } from "../packages/check/base/load-base.ts";
import { CheckInputError } from "../packages/check/check-input-error.ts";
import type { CheckRequest } from "../packages/check/load-check.ts";
import { type CheckReport, prefixFindings, prefixPaths } from "../packages/check/report/check-report.ts";
import { formatAnnotation, formatGithub } from "../packages/check/report/format-github.ts";
import { formatJson } from "../packages/check/report/format-json.ts";
import { formatMarkdown } from "../packages/check/report/format-markdown.ts";
import { formatText } from "../packages/check/report/format-text.ts";
import { runCheck } from "../packages/check/run-check.ts";
import { describeFileError } from "../packages/composition/file-error.ts";
import { formatProblem, type Problem } from "../packages/composition/problem.ts";
import { SupergraphInputError } from "../packages/composition/supergraph-input-error.ts";
import { watchFiles } from "../packages/composition/watch-files.ts";
import { writeIfChanged } from "../packages/composition/write-if-changed.ts";
import { StartupError } from "../packages/server/process/startup-error.ts";
import { CommandError, readArguments as readCommandLine } from "./command-line.ts";
import { diffMigrations } from "./diff-migrations.ts";
import { openRehearsalDatabase } from "./open-rehearsal-database.ts";

// `npm run check`: whether the schemas, as they are in the checkout, may be merged. packages/check/README.md
// describes the steps and the formats.

const USAGE = `Usage: check [--config supergraph.yaml] [--base <git ref | SDL file>] [--operations <glob>]
             [--format text|github|json|markdown] [--output file]
             [--strict] [--max-hops N] [--update] [--watch]`;

const CHECKED_FILES = /\.(?:graphqls?|gql|ya?ml|json|prisma|sql)$/;

const exitCodes = { passed: 0, failed: 1, couldNotRun: 2 } as const;

const formats = ["text", "github", "json", "markdown"] as const;
type Format = (typeof formats)[number];

const OPTIONS = {
  config: { type: "string", default: "supergraph.yaml" },
  base: { type: "string" },
  operations: { type: "string" },
  format: { type: "string", default: "text" },
  output: { type: "string" },
  strict: { type: "boolean", default: false },
  "max-hops": { type: "string" },
  update: { type: "boolean", default: false },
  watch: { type: "boolean", default: false },
} as const;

type Arguments = ReturnType<typeof readArguments>;

function readArguments() {
  const { values } = readCommandLine(USAGE, { options: OPTIONS });
  const format = formats.find((name) => name === values.format);
  if (!format) throw new CheckInputError(`--format must be one of ${formats.join(", ")}.\n${USAGE}`);
  return {
    request: {
      folder: process.cwd(),
      config: values.config,
      base: values.base ?? null,
      operations: values.operations ?? null,
      environment: process.env,
      options: {
        strict: values.strict,
        maximumHops: readHops(values["max-hops"]),
        update: values.update,
      },
    },
    format,
    output: values.output ?? null,
    watch: values.watch,
  };
}

function readHops(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new CheckInputError(`--max-hops must be a whole number from 1 on.\n${USAGE}`);
}

async function check({ request, format, output }: Arguments): Promise<number> {
  const report = await runCheck(request, { diffMigrations, openRehearsalDatabase });
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  if (output === null) {
    process.stdout.write(await formatReport(report, request, format, colour));
  } else {
    process.stdout.write(formatText(report, { colour, findings: false }));
    await writeReport(output, await formatReport(report, request, format, false));
  }
  return exitCodes[report.status];
}

async function formatReport(
  report: CheckReport,
  request: CheckRequest,
  format: Format,
  colour: boolean,
): Promise<string> {
  const root = findRoot(request);
  const folder = relative(request.folder, root);
  switch (format) {
    case "text":
      return formatText(prefixPaths(report, folder), { colour, findings: true });
    case "json":
      return formatJson(report);
    case "markdown":
      return formatMarkdown(prefixPaths(report, folder));
    case "github":
      // GitHub knows files by their path from the top of the repository.
      return formatGithub(prefixPaths(report, (await findRepositoryPath(root)) ?? ""));
  }
}

function findRoot({ folder, config }: CheckRequest): string {
  return dirname(resolve(folder, config));
}

async function writeReport(output: string, content: string): Promise<void> {
  try {
    await writeIfChanged(output, content);
    process.stdout.write(`The report is in ${output}\n`);
  } catch (error) {
    throw new CheckInputError(`--output ${output} cannot be written: ${describeFileError(error)}.`);
  }
}

async function checkOrExplain(args: Arguments): Promise<number> {
  try {
    return await check(args);
  } catch (error) {
    if (error instanceof SupergraphInputError && args.format === "github") await annotate(error.problems);
    printFailure(error);
    return exitCodes.couldNotRun;
  }
}

async function annotate(problems: readonly Problem[]): Promise<void> {
  const folder = (await findRepositoryPath(process.cwd())) ?? "";
  for (const problem of prefixFindings(problems, folder)) {
    process.stdout.write(`${formatAnnotation("Check", problem)}\n`);
  }
}

function printFailure(error: unknown): void {
  if (error instanceof SupergraphInputError) {
    for (const problem of error.problems) process.stderr.write(`${formatProblem(problem)}\n`);
  } else {
    const isExpected = [CheckInputError, CommandError, StartupError].some((type) => error instanceof type);
    const message = isExpected ? (error as Error).message : `Unexpected: ${error}`;
    process.stderr.write(`error ${message}\n`);
  }
}

/** Checks again after every change, one check at a time, until the process is interrupted. */
async function checkOnEveryChange(args: Arguments): Promise<void> {
  const root = findRoot(args.request);
  const report = args.output === null ? null : relative(root, resolve(args.output));
  let running = Promise.resolve<number>(exitCodes.passed);
  const stop = await watchFiles(root, CHECKED_FILES, (paths) => {
    if (paths.every((path) => path === report)) return;
    running = running.then(() => checkOrExplain(args));
  });
  running = running.then(() => checkOrExplain(args));
  await new Promise<void>((interrupted) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted());
  });
  stop();
  process.exitCode = await running;
}

try {
  const args = readArguments();
  if (args.watch) await checkOnEveryChange(args);
  else process.exitCode = await checkOrExplain(args);
} catch (error) {
  printFailure(error);
  process.exitCode = exitCodes.couldNotRun;
}
