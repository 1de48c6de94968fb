import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError, describeFailure, runCommand } from "../scripts/command-line.ts";
import { readCommandLine } from "./command-line.ts";
import { endLoads } from "./measure/run-load.ts";
import { type Part, type PartResult, reportProgress } from "./parts/part.ts";
import { createRunFolder } from "./run-folder.ts";

// `npm run bench`: all that is measured, part by part. Prints tables; writes a JSON file for each part, and pictures.

await runCommand({ prefix: "", exitCode: 1 }, async () => {
  const { parts, output, options } = readCommandLine();
  if (!existsSync("subgraphs/books")) {
    throw new CommandError("the benchmark measures the demo's graph, which is gone here");
  }
  const folder = await createRunFolder();
  let failures = 0;
  try {
    for (const part of parts) {
      reportProgress(`== ${part.name}`);
      try {
        publish(part, await part.run(folder, options), output);
      } catch (error) {
        // The figures of the other parts are still worth having.
        failures += 1;
        process.stderr.write(`${describeFailure(`${part.name}: `, error)}\n`);
      }
    }
  } finally {
    await endLoads();
    folder.remove();
  }
  return failures === 0 ? 0 : 1;
});

function publish({ name }: Part, { text, figures, picture }: PartResult, output: string | null): void {
  process.stdout.write(`## ${name}\n\n${text}\n\n`);
  if (output === null) return;
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`);
  if (picture !== undefined) writeFileSync(join(output, `${name}.svg`), picture);
}
