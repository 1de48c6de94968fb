import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildApiSchema } from "../packages/check/api-schema.ts";
import { loadOperations } from "../packages/check/operations/load-operations.ts";
import { validateOperations } from "../packages/check/operations/validate-operations.ts";
import { describeFileError } from "../packages/composition/file-error.ts";
import { buildManifest, type OperationsManifest } from "../packages/composition/operations-manifest/build-manifest.ts";
import { formatProblem } from "../packages/composition/problem.ts";
import { writeIfChanged } from "../packages/composition/write-if-changed.ts";
import { CommandError, readArguments, runCommand } from "./command-line.ts";

// `npm run operations:manifest`: writes the stored operations, as Apollo Client sends them, into a persisted-query
// manifest: for a router that executes nothing else, and for clients that send an operation's id in its place.

const USAGE = `Usage: operations:manifest [--supergraph supergraph.graphql] [--operations <glob>]
             [--output <generated/persisted-query-manifest.json beside the operations>]`;

const exitCodes = { success: 0, invalidOperations: 1, couldNotRun: 2 } as const;

type Files = ReturnType<typeof readFiles>;

function readFiles() {
  const { supergraph, operations, output } = readArguments(USAGE, {
    options: {
      supergraph: { type: "string", default: "supergraph.graphql" },
      operations: { type: "string", default: "operations/**/*.graphql" },
      output: { type: "string" },
    },
  } as const).values;
  return { supergraph, operations, output: output ?? findOutput(operations) };
}

/** Other operations have a manifest of their own: in the folder that their pattern begins with. */
function findOutput(operations: string): string {
  const [folder = ""] = /^[^*?[{(]*(?=\/)/.exec(operations) ?? [];
  return join(folder, "generated", "persisted-query-manifest.json");
}

async function writeOperationsManifest({ supergraph, operations, output }: Files): Promise<number> {
  const schema = await loadApiSchema(supergraph);
  const loaded = await loadOperations(process.cwd(), operations);
  const problems = [...loaded.problems, ...validateOperations(schema, loaded.operations)];
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.invalidOperations;
  if (loaded.operations.length === 0) throw new CommandError(`${operations} matches no operation.`);
  await writeManifest(output, buildManifest(loaded.operations));
  return exitCodes.success;
}

async function loadApiSchema(path: string) {
  const supergraphSdl = await readFile(path, "utf8").catch((error: unknown) => {
    throw new CommandError(`${path} cannot be read: ${describeFileError(error)}.`);
  });
  try {
    return buildApiSchema({ supergraphSdl });
  } catch (error) {
    throw new CommandError(`${path} is not a supergraph: ${(error as Error).message}`);
  }
}

async function writeManifest(output: string, manifest: OperationsManifest): Promise<void> {
  try {
    await mkdir(dirname(output), { recursive: true });
    const changed = await writeIfChanged(output, `${JSON.stringify(manifest, null, 2)}\n`);
    const count = `${manifest.operations.length} operations`;
    process.stdout.write(changed ? `Wrote ${output}: ${count}\n` : `${output} is up to date: ${count}\n`);
  } catch (error) {
    throw new CommandError(`${output} cannot be written: ${describeFileError(error)}.`);
  }
}

await runCommand({ prefix: "error ", exitCode: exitCodes.couldNotRun }, () => writeOperationsManifest(readFiles()));
