import type { ASTNode } from "graphql";
import type { Place } from "../../composition/problem.ts";
import { parseSubgraph, type SubgraphDocument } from "../../composition/subgraph-document.ts";
import { locateNode } from "../../server/stored-operations/operation-fault.ts";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import { buildApiSchema } from "../api-schema.ts";
import type { CheckContext, Graph } from "../step.ts";
import { findBreakage } from "./find-breakage.ts";
import { findChangePlaces } from "./find-change-places.ts";
import { buildFindOwners, type FindOwners } from "./find-owners.ts";
import { findSchemaChanges, type SchemaPair } from "./find-schema-changes.ts";
import { collectUsage, type OperationUsage } from "./operation-usage.ts";
import type { SchemaChange } from "./schema-change.ts";

/** A change with its owners, its places, and the operations that it affects. */
export interface JudgedChange extends SchemaChange {
  readonly subgraphs: readonly string[];
  readonly places: readonly Place[];
  /** The places that a breaking change breaks, or a dangerous one may surprise. Empty for a safe change. */
  readonly usedBy: readonly ReturnType<typeof placeUse>[];
}

/** Finds the changes of the API schema since the base, and judges each by the operations that use it. */
export async function judgeChanges(
  base: Graph,
  head: Graph,
  { operations, subgraphs }: Pick<CheckContext, "operations" | "subgraphs">,
): Promise<JudgedChange[]> {
  if (base.supergraphSdl === head.supergraphSdl) return [];
  const schemas = { base: buildApiSchema(base), head: buildApiSchema(head) };
  const changes = await findSchemaChanges(schemas);
  const usages = operations.map((operation) => collectUsage(operation, schemas.base));
  const findOwners = buildFindCurrentOwners(base, head);
  const documents = subgraphs.map(parseSubgraph);
  return changes.map((change) => judgeChange(change, schemas, usages, findOwners(change), documents));
}

function judgeChange(
  change: SchemaChange,
  schemas: SchemaPair,
  usages: readonly OperationUsage[],
  subgraphs: readonly string[],
  documents: readonly SubgraphDocument[],
): JudgedChange {
  const usedBy = change.classification === "safe" ? [] : usages.flatMap((usage) => listUses(change, usage, schemas));
  const places = findChangePlaces(change.coordinate, subgraphs, documents);
  return { ...change, subgraphs, places, usedBy };
}

// The owners of a removed element are in the base alone; those of any other are in the head.
function buildFindCurrentOwners(base: Graph, head: Graph): FindOwners {
  const inBase = buildFindOwners(base);
  const inHead = buildFindOwners(head);
  return (change) => {
    const [first, second] = change.type.endsWith("_REMOVED") ? [inBase, inHead] : [inHead, inBase];
    const owners = first(change);
    return owners.length > 0 ? owners : second(change);
  };
}

function listUses(change: SchemaChange, usage: OperationUsage, schemas: SchemaPair) {
  const places = findBreakage(change, usage, schemas).map((node) => placeUse(node, usage.operation));
  const inOrder = places.toSorted((a, b) => a.line - b.line || a.column - b.column);
  // The first of each line of a file.
  const byLine = new Map(inOrder.toReversed().map((place) => [`${place.line} ${place.file}`, place]));
  return [...byLine.values()].toReversed();
}

function placeUse(node: ASTNode, { name }: StoredOperation) {
  const { file, line, column } = locateNode(node);
  return { operation: name, file, line: line ?? 1, column: column ?? 1 };
}
