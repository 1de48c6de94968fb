import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { codegen } from "@graphql-codegen/core";
import * as typescriptPlugin from "@graphql-codegen/typescript";
import * as resolversPlugin from "@graphql-codegen/typescript-resolvers";
import { type DocumentNode, parse } from "graphql";
import { generateOperationDocuments } from "./generate-operations.ts";

// `npm run generate`: for each subgraph, its Prisma client from prisma/<name>/schema.prisma and the types of its
// resolvers from subgraphs/<name>/schema.graphql, both into subgraphs/<name>/generated/; and the types of the stored
// operations, into operations/generated/.

const runFile = promisify(execFile);

async function generatePrismaClient(name: string): Promise<void> {
  const config = join("prisma", name, "prisma.config.ts");
  if (!existsSync(config)) return;
  const prisma = join("node_modules", "prisma", "build", "index.js");
  await runFile(process.execPath, [prisma, "generate", "--config", config, "--no-hints"], {
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
  });
}

async function generateResolverTypes(name: string): Promise<void> {
  const folder = join("subgraphs", name);
  const target = join(folder, "generated", "resolver-types.ts");
  const types = await codegen({
    filename: target,
    schema: await readSchema(folder),
    documents: [],
    pluginMap: { typescript: typescriptPlugin, resolvers: resolversPlugin },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    config: {
      federation: true,
      useTypeImports: true,
      enumsAsTypes: true,
      contextType: "../context.ts#Context",
      mappers: await findMappers(folder),
      scalars: { ID: "string", DateTime: "Date", _FieldSet: "string" },
      strictScalars: true,
    },
  });
  await mkdir(join(folder, "generated"), { recursive: true });
  await writeFile(target, types);
}

async function readSchema(folder: string): Promise<DocumentNode> {
  const document = parse(await readFile(join(folder, "schema.graphql"), "utf8"));
  // The `schema @link(…)` definition is for composition; the generator knows federation's directives without it.
  return { ...document, definitions: document.definitions.filter(({ kind }) => kind !== "SchemaDefinition") };
}

/** What resolvers pass around for a type is `<Type>Record` of records.ts, where there is one. */
async function findMappers(folder: string): Promise<Record<string, string>> {
  const file = join(folder, "records.ts");
  const records = existsSync(file) ? await readFile(file, "utf8") : "";
  const names = [...records.matchAll(/^export (?:interface|type) (\w+)Record\b/gm)].map(([, name]) => name);
  return Object.fromEntries(names.map((name) => [name, `../records.ts#${name}Record`]));
}

const subgraphs = (await readdir("subgraphs")).filter((name) =>
  existsSync(join("subgraphs", name, "schema.graphql")),
);
await Promise.all([
  ...subgraphs.flatMap((name) => [generatePrismaClient(name), generateResolverTypes(name)]),
  generateOperationDocuments(),
]);
