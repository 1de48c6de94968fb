import type { NameNode } from "graphql";
import type { EntityOwners } from "./entity-owners.ts";
import type { SubgraphFacts } from "./subgraph-facts.ts";

/** A rule of this project, for one subgraph in its graph. */
export interface SchemaRule {
  /** The code of its findings, by which a comment silences it and a rules file sets it: `supergraph/<name>`. */
  readonly code: string;
  readonly mend: string;
  check(subgraph: SubgraphFacts, graph: GraphFacts): readonly Violation[];
}

/** The facts of the whole graph that rules need. */
export interface GraphFacts {
  readonly subgraphs: readonly SubgraphFacts[];
  readonly owners: EntityOwners;
  readonly knownQueryFields: ReadonlySet<string>;
}

/** One finding of a rule. */
export interface Violation {
  /** The element at fault; a comment above its line silences the finding. */
  readonly at: NameNode;
  readonly message: string;
}
