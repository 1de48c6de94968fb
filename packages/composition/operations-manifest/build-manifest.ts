import { createHash } from "node:crypto";
import { type DefinitionNode, type DocumentNode, Kind, print } from "graphql";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import { compareText } from "../compare-text.ts";
import { addTypenames } from "./add-typenames.ts";

/** The format of Apollo's `generate-persisted-query-manifest`, which routers read. */
export type OperationsManifest = ReturnType<typeof buildManifest>;

/** Builds the manifest of valid stored operations, each with the fragments that it uses, sorted by name. */
export function buildManifest(stored: readonly StoredOperation[]) {
  const operations = [...stored].sort((one, other) => compareText(one.name, other.name)).map(buildOperation);
  return { format: "apollo-persisted-query-manifest", version: 1, operations } as const;
}

function buildOperation({ name, document }: StoredOperation) {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error(`There is no operation ${name}.`);
  const body = print(buildSentDocument(document));
  return { id: createHash("sha256").update(body).digest("hex"), name, type: operation.operation, body };
}

/** The document as Apollo Client prints it: with `__typename`, and the operation before its sorted fragments. */
export function buildSentDocument(document: DocumentNode): DocumentNode {
  const definitions = [...addTypenames(document).definitions];
  return { ...document, definitions: definitions.sort(compareDefinitions) };
}

function compareDefinitions(one: DefinitionNode, other: DefinitionNode): number {
  return compareText(other.kind, one.kind) || compareText(findName(one), findName(other));
}

function findName(definition: DefinitionNode): string {
  return "name" in definition ? (definition.name?.value ?? "") : "";
}
