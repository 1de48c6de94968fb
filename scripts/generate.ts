import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as typescriptPlugin from "@graphql-codegen/typescript";
import * as resolversPlugin from "@graphql-codegen/typescript-resolvers";
import { type DocumentNode, parse, Source } from "graphql";
import { CommandError, refuseArguments, runCommand } from "./command-line.ts";
import { generateMetricsTargets } from "./generate-metrics-targets.ts";
import { generateOperationDocuments } from "./generate-operations.ts";
import { generatePrismaClients } from "./generate-prisma-clients.ts";
import { removeLeftovers } from "./generated-leftovers.ts";
import { listSubgraphFolders } from "./list-subgraphs.ts";

// `npm run generate`: for each subgraph, its Prisma clients from prisma/<name>, one for each kind of database, and the types of its
// resolvers from subgraphs/<name>/schema.graphql, both into subgraphs/<name>/generated/; and the types of the stored
// operations, into operations/generated/; and the targets of Prometheus, into deploy/generated/.

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
  }).catch((error: unknown) => {
    throw new CommandError(`${folder}/schema.graphql: ${(error as Error).message}`);
  });
  await mkdir(join(folder, "generated"), { recursive: true });
  await writeFile(target, types);
}

async function readSchema(folder: string): Promise<DocumentNode> {
  const file = join(folder, "schema.graphql");
  const document = parse(new Source(await readFile(file, "utf8"), file));
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

await runCommand({ prefix: "npm run generate: ", exitCode: 1 }, async () => {
  refuseArguments("usage: npm run generate");
  await removeLeftovers("subgraphs");
  await Promise.all([
    ...listSubgraphFolders().flatMap((name) => [generatePrismaClients(name), generateResolverTypes(name)]),
    generateOperationDocuments(),
    generateMetricsTargets(),
  ]);
  return 0;
});
