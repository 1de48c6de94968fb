import type { NameNode } from "graphql";
import type { EntityOwners } from "./entity-owners.ts";
import type { SubgraphFacts } from "./subgraph-facts.ts";

/** A rule of this project: a pure question to one subgraph, asked with an eye on the others. */
export interface SchemaRule {
  /** What silences it: `supergraph/<name>`. */
  readonly name: string;
  /** What to do about each of its findings. A full sentence. */
  readonly mend: string;
  check(subgraph: SubgraphFacts, graph: GraphFacts): readonly Violation[];
}

/** What a rule knows of the whole graph. */
export interface GraphFacts {
  readonly subgraphs: readonly SubgraphFacts[];
  readonly owners: EntityOwners;
  /** The fields of Query that the base has. */
  readonly knownQueryFields: ReadonlySet<string>;
}

/** One thing a rule found. */
export interface Violation {
  /** What it is about; the comment that silences it stands above its line. */
  readonly at: NameNode;
  /** A full sentence. */
  readonly message: string;
}
