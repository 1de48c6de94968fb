import { dirname, join } from "node:path";
import { readArguments, runCommand } from "./command-line.ts";
import { composeFile } from "./compose-file.ts";

// `npm run compose`: composes the subgraphs of a supergraph.yaml into the supergraph beside it.

const USAGE = "Usage: compose [--config supergraph.yaml] [--output <supergraph.graphql beside it>]";

const exitCodes = { success: 0, compositionFailed: 1, couldNotRun: 2 } as const;

await runCommand({ prefix: "error ", exitCode: exitCodes.couldNotRun }, async () => {
  const { config, output } = readArguments(USAGE, {
    options: { config: { type: "string", default: "supergraph.yaml" }, output: { type: "string" } },
  } as const).values;
  const composes = await composeFile(config, output ?? join(dirname(config), "supergraph.graphql"));
  return composes ? exitCodes.success : exitCodes.compositionFailed;
});
