import { type DocumentNode, type ExecutionResult, Kind } from "graphql";
import type { SubgraphFault } from "../faults/faults.ts";

const FAULT_ERROR = { message: "a fault of the subgraph" };

/** Writes an answer as text, spoilt by a fault. Rejects where there is no answer at all. */
export function spoilAnswer(result: ExecutionResult, document: DocumentNode, fault: SubgraphFault | null): string {
  return JSON.stringify(fault === null ? result : spoil(result, document, fault));
}

function spoil(result: ExecutionResult, document: DocumentNode, fault: SubgraphFault): unknown {
  switch (fault) {
    case "unreachable":
      throw new Error("the subgraph cannot be reached");
    case "empty":
      return {};
    case "null-data":
      return { data: null, errors: [FAULT_ERROR] };
    case "only-errors":
      return { errors: [FAULT_ERROR] };
    case "text-data":
      return { data: "text" };
    case "short-entities":
      return spoilEntities(result, document, (entities) => entities.slice(0, -1));
    case "long-entities":
      return spoilEntities(result, document, (entities) => [...entities, null]);
    case "null-entities":
      return spoilEntities(result, document, () => null);
    case "no-entities":
      return spoilEntities(result, document, () => undefined);
    case "text-entities":
      return spoilEntities(result, document, () => "text");
  }
}

/** Changes each list of entities in an answer; a router may ask for several at once, under aliases. */
function spoilEntities(
  result: ExecutionResult,
  document: DocumentNode,
  change: (entities: readonly unknown[]) => unknown,
): unknown {
  const data = { ...result.data };
  for (const name of listEntityFields(document)) {
    if (Array.isArray(data[name])) data[name] = change(data[name]);
  }
  return { ...result, data };
}

function listEntityFields(document: DocumentNode): readonly string[] {
  return document.definitions
    .flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : []))
    .flatMap((node) =>
      node.kind === Kind.FIELD && node.name.value === "_entities" ? [node.alias?.value ?? node.name.value] : [],
    );
}
