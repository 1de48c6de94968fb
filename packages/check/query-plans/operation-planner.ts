import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import { validate } from "graphql";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import { buildApiSchema } from "../api-schema.ts";
import type { Graph } from "../step.ts";
import { measurePlan, type PlanCost } from "./plan-cost.ts";

/** Plans operations against one graph, as the router would. */
export interface OperationPlanner {
  /** What `operation` costs; null when it is not valid against the API schema. */
  findCost(operation: StoredOperation): PlanCost | null;
}

/** Makes the planner of a graph. Throws when its SDL is not a valid supergraph. */
export function createOperationPlanner(graph: Graph): OperationPlanner {
  const supportedFeatures = ROUTER_SUPPORTED_SUPERGRAPH_FEATURES;
  const supergraph = Supergraph.build(graph.supergraphSdl, { supportedFeatures });
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  return {
    findCost: ({ name, document }) => {
      if (validate(buildApiSchema(graph), document).length > 0) return null;
      const planned = operationFromDocument(apiSchema, document, { operationName: name });
      return measurePlan(planner.buildQueryPlan(planned));
    },
  };
}
