import type { ExecutedStatement } from "../../../packages/server/graphql/executed-statements.ts";

/**
 * `extensions.queryPlan` of an answer: the requests to subgraphs that an operation took, and how each went. The format
 * is stable: members may be added, none is renamed or removed.
 */
export interface ExplainedPlan {
  readonly kind: "QueryPlan";
  /** How long planning and all fetches took together. */
  readonly milliseconds: number;
  /** How long it took to have a plan; next to nothing when it was cached. */
  readonly planningMilliseconds: number;
  /** Null when no subgraph was needed. */
  readonly node: ExplainedNode | null;
}

/** A step of a plan. */
export type ExplainedNode = ExplainedFetch | ExplainedGroup | ExplainedCondition;

/** Steps that run one after the other, or at the same time. */
export interface ExplainedGroup {
  readonly kind: "Sequence" | "Parallel";
  readonly nodes: readonly ExplainedNode[];
}

/** Steps that depend on a Boolean variable. */
export interface ExplainedCondition {
  readonly kind: "Condition";
  readonly condition: string;
  readonly ifClause: ExplainedNode | null;
  readonly elseClause: ExplainedNode | null;
}

/** One request to one subgraph. */
export interface ExplainedFetch {
  readonly kind: "Fetch";
  readonly serviceName: string;
  readonly operationKind: "query" | "mutation" | "subscription";
  /** The GraphQL document that the subgraph gets. */
  readonly operation: string;
  /** Where in the answer its data goes; `@` stands for every item of a list. */
  readonly path: readonly (string | number)[];
  /** The deferred fragments that waited for it, by label or path; empty: the first part of the answer did. */
  readonly deferredFragments: readonly string[];
  /** When it was sent, from the beginning of planning; null: there was nothing to ask for. */
  readonly startedAfterMilliseconds: number | null;
  /** How long the answer took; null: it was not sent. */
  readonly milliseconds: number | null;
  /** How many entities were asked for by their keys; null: root fields, or it was not sent. */
  readonly representations: number | null;
  /** `extensions.code` of the first error in its answer. */
  readonly errorCode: string | null;
  /** The SQL that the subgraph executed, oldest first; null: it did not say, which it does in development only. */
  readonly statements: readonly ExecutedStatement[] | null;
}
