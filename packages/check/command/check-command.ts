import { dirname, relative, resolve } from "node:path";
import type { parseArgs } from "node:util";
import type { Problem } from "../../composition/problem.ts";
import { SupergraphInputError } from "../../composition/supergraph-input-error.ts";
import { watchFiles } from "../../composition/watch-files.ts";
import { findRepositoryPath } from "../base/load-base.ts";
import { CheckInputError } from "../check-input-error.ts";
import type { CheckRequest, CheckTools } from "../check-request.ts";
import { type CheckReport, prefixFindings, prefixPaths } from "../report/check-report.ts";
import { formatAnnotation, formatGithub } from "../report/format-github.ts";
import { formatJson } from "../report/format-json.ts";
import { formatMarkdown } from "../report/format-markdown.ts";
import { formatText } from "../report/format-text.ts";
import { runCheck } from "../run-check.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import type { CHECK_OPTIONS } from "./options.ts";
import { printFailure } from "./print-failure.ts";
import { writeOutput } from "./write-output.ts";

const CHECKED_FILES = /\.(?:graphqls?|gql|ya?ml|json|prisma|sql)$/;

const FORMATS = ["text", "github", "json", "markdown"] as const;

type CheckValues = ReturnType<typeof parseArgs<{ options: typeof CHECK_OPTIONS }>>["values"];

type Check = ReturnType<typeof readCheck>;

/** Checks once, or on every change until the process is interrupted. Returns the exit code. */
export async function check(values: CheckValues, tools: CheckTools): Promise<number> {
  const read = readCheck(values, tools);
  return values.watch ? await checkOnEveryChange(read) : await checkOrExplain(read);
}

function readCheck(values: CheckValues, tools: CheckTools) {
  const format = FORMATS.find((name) => name === values.format);
  if (!format) throw new CheckInputError(`--format must be one of ${FORMATS.join(", ")}.`);
  const request: CheckRequest = {
    folder: process.cwd(),
    config: values.config,
    base: values.base ?? null,
    operations: values.operations ?? null,
    rules: values.rules ?? null,
    environment: process.env,
    options: {
      strict: values.strict,
      maximumHops: readHops(values["max-hops"]),
      update: values.update,
      baseline: values.baseline,
    },
  };
  const root = dirname(resolve(request.folder, request.config));
  return { request, root, format, output: values.output ?? null, tools };
}

function readHops(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new CheckInputError("--max-hops must be a whole number from 1 on.");
}

async function checkOrExplain(read: Check): Promise<number> {
  try {
    const report = await runCheck(read.request, read.tools);
    await printReport(report, read);
    return EXIT_CODES[report.status];
  } catch (error) {
    if (error instanceof SupergraphInputError && read.format === "github") await annotate(error.problems);
    printFailure(error);
    return EXIT_CODES.couldNotRun;
  }
}

async function printReport(report: CheckReport, read: Check): Promise<void> {
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  if (read.output === null) {
    process.stdout.write(await formatReport(report, read, colour));
    return;
  }
  process.stdout.write(formatText(report, { colour, findings: false }));
  await writeOutput(read.output, await formatReport(report, read, false));
  process.stdout.write(`The report is in ${read.output}\n`);
}

async function formatReport(report: CheckReport, { request, root, format }: Check, colour: boolean): Promise<string> {
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

async function annotate(problems: readonly Problem[]): Promise<void> {
  const folder = (await findRepositoryPath(process.cwd())) ?? "";
  for (const problem of prefixFindings(problems, folder)) {
    process.stdout.write(`${formatAnnotation("Check", problem)}\n`);
  }
}

/** Checks again after every change, one check at a time, until the process is interrupted. */
async function checkOnEveryChange(read: Check): Promise<number> {
  const report = read.output === null ? null : relative(read.root, resolve(read.output));
  let running = Promise.resolve<number>(EXIT_CODES.passed);
  const stop = await watchFiles(read.root, CHECKED_FILES, (paths) => {
    if (paths.every((path) => path === report)) return;
    running = running.then(() => checkOrExplain(read));
  });
  running = running.then(() => checkOrExplain(read));
  await new Promise<void>((interrupted) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted());
  });
  stop();
  return await running;
}
