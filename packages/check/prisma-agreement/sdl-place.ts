import type { ASTNode } from "graphql";
import type { Place } from "../../composition/problem.ts";
import type { SubgraphFacts } from "../schema-lint/subgraph-facts.ts";

/** Where a node of a subgraph's SDL stands. */
export function buildSdlPlace(node: ASTNode, { file, name }: SubgraphFacts): Place {
  const { line = null, column = null } = node.loc?.startToken ?? {};
  return { file, line, column, subgraph: name };
}
