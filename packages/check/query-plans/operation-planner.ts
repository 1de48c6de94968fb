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

/** Plans operations for one graph, as the router does. Throws when its SDL is not a valid supergraph. */
export function createOperationPlanner(graph: Graph) {
  const supportedFeatures = ROUTER_SUPPORTED_SUPERGRAPH_FEATURES;
  const supergraph = Supergraph.build(graph.supergraphSdl, { supportedFeatures });
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  return {
    /** The cost of an operation; null when it is not valid in the API schema. */
    findCost({ name, document }: StoredOperation): PlanCost | null {
      if (validate(buildApiSchema(graph), document).length > 0) return null;
      const planned = operationFromDocument(apiSchema, document, { operationName: name });
      return measurePlan(planner.buildQueryPlan(planned));
    },
  };
}
