/**
 * Defect: Apollo's planner knows an older introspection, and has subgraphs answer `__schema` and `__type` inside an
 * object of the query type.
 * Without this: clients would see the schema of one subgraph, or a newer introspection field could not be planned.
 * Work-around: introspection is left out of planning; the engine answers all of it from the API schema.
 * Test: tests/engine/introspection.test.ts > inside an object of the query type tells of what clients see, not of a subgraph: %s
 */
import type { FieldNode } from "graphql";
import { isIntrospection } from "../../operation/collect-fields.ts";

/** Whether the engine answers a field by itself, so that the planner must not see it. */
export function isAnsweredBySchema(field: FieldNode): boolean {
  return isIntrospection(field);
}
