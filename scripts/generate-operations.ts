import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentPlugin from "@graphql-codegen/typed-document-node";
import * as operationsPlugin from "@graphql-codegen/typescript-operations";
import { parse, printSchema } from "graphql";
import { buildApiSchema } from "../packages/check/api-schema.ts";
import { loadOperations } from "../packages/check/operations/load-operations.ts";
import { buildSentDocument } from "../packages/composition/operations-manifest/build-manifest.ts";
import { formatProblem } from "../packages/composition/problem.ts";
import { CommandError } from "./command-line.ts";

const FOLDER = "operations";
const TARGET = join(FOLDER, "generated", "documents.ts");

/**
 * Writes a typed document for each stored operation, which clients import. Printed, it is the operation's body in the
 * manifest of trusted documents.
 */
export async function generateOperationDocuments(): Promise<void> {
  const [schema, documents] = await Promise.all([readApiSchema(), readDocuments()]);
  const text = await codegen({
    filename: TARGET,
    schema,
    documents,
    pluginMap: { operations: operationsPlugin, documents: typedDocumentPlugin },
    plugins: [{ operations: {} }, { documents: {} }],
    config: {
      useTypeImports: true,
      enumsAsTypes: true,
      scalars: { DateTime: "string" },
      strictScalars: true,
    },
  }).catch((error: unknown) => {
    throw new CommandError((error as Error).message);
  });
  await mkdir(dirname(TARGET), { recursive: true });
  await writeFile(TARGET, text);
}

async function readDocuments() {
  const { operations, problems } = await loadOperations(process.cwd(), `${FOLDER}/**/*.graphql`);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new CommandError(errors.map(formatProblem).join("\n"));
  return operations.map(({ file, document }) => ({ location: file, document: buildSentDocument(document) }));
}

async function readApiSchema() {
  const supergraphSdl = await readFile("supergraph.graphql", "utf8");
  return parse(printSchema(buildApiSchema({ supergraphSdl })));
}
