import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentPlugin from "@graphql-codegen/typed-document-node";
import * as operationsPlugin from "@graphql-codegen/typescript-operations";
import { parse, printSchema } from "graphql";

const FOLDER = "operations";
const TARGET = join(FOLDER, "generated", "documents.ts");

/** Writes a typed document for each stored operation: what clients import to send it and to read its answer. */
export async function generateOperationDocuments(): Promise<void> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith(".graphql")).sort();
  const documents = files.map(async (name) => {
    const location = join(FOLDER, name);
    return { location, document: parse(await readFile(location, "utf8")) };
  });
  const text = await codegen({
    filename: TARGET,
    schema: await readApiSchema(),
    documents: await Promise.all(documents),
    pluginMap: { operations: operationsPlugin, documents: typedDocumentPlugin },
    plugins: [{ operations: {} }, { documents: {} }],
    config: {
      useTypeImports: true,
      enumsAsTypes: true,
      scalars: { DateTime: "string" },
      strictScalars: true,
    },
  });
  await mkdir(dirname(TARGET), { recursive: true });
  await writeFile(TARGET, text);
}

/** What clients see of the supergraph. */
async function readApiSchema() {
  const supergraphSdl = await readFile("supergraph.graphql", "utf8");
  const supergraph = Supergraph.build(supergraphSdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  });
  return parse(printSchema(supergraph.apiSchema().toGraphQLJSSchema()));
}
