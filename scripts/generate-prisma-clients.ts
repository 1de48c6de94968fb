import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { CommandError } from "./command-line.ts";
import { POSTGRESQL_FOLDER } from "./postgresql-schema.ts";

const runFile = promisify(execFile);
const { version } = createRequire(import.meta.url)("prisma/package.json") as { version: string };
const OUTPUT = /^\s*output\s*=\s*"([^"]+)"/m;

/**
 * Generates the Prisma clients of the subgraph `name`, one for each kind of database. A client is left as it is if it
 * was generated from the same schema by the same version. @throws CommandError with what Prisma says of a schema
 */
export async function generatePrismaClients(name: string): Promise<void> {
  const config = join("prisma", name, "prisma.config.ts");
  if (!existsSync(config)) return;
  const schemas = [join("prisma", name, "schema.prisma"), join("prisma", name, POSTGRESQL_FOLDER, "schema.prisma")];
  await Promise.all(schemas.filter(existsSync).map((schema) => generateClient(name, config, schema)));
}

async function generateClient(name: string, config: string, schema: string): Promise<void> {
  const text = await readFile(schema, "utf8");
  const [, output = "unknown"] = OUTPUT.exec(text) ?? [];
  const folder = join(dirname(schema), output);
  // It is written last: a generation that was interrupted is done again.
  const sourceFile = `${folder}.source`;
  const source = `// Prisma ${version}\n${text}`;
  if (existsSync(folder) && (await readGenerated(sourceFile)) === source) return;
  await runPrismaGenerate(name, config, schema);
  await writeFile(sourceFile, source);
}

async function readGenerated(file: string): Promise<string | null> {
  return existsSync(file) ? readFile(file, "utf8") : null;
}

async function runPrismaGenerate(name: string, config: string, schema: string): Promise<void> {
  const prisma = join("node_modules", "prisma", "build", "index.js");
  // Generation never runs the schema engine, but Prisma would download it before any command: the path of any program
  // keeps that from happening. People who run Prisma themselves get the engine.
  const offline = { CHECKPOINT_DISABLE: "1", PRISMA_SCHEMA_ENGINE_BINARY: process.execPath };
  try {
    await runFile(process.execPath, [prisma, "generate", "--config", config, "--schema", schema, "--no-hints"], {
      env: { ...offline, ...process.env },
    });
  } catch (error) {
    throw new CommandError(`prisma/${name}: ${(error as { stderr?: string }).stderr?.trim() || error}`);
  }
}
