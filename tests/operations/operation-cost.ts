/** What one run of an operation cost. */
export interface OperationCost {
  /** Requests to subgraphs. */
  readonly requests: number;
  /** Requests that had to wait for one another: the longest chain. */
  readonly hops: number;
  /** Entities asked for by their keys, in all requests together. */
  readonly representations: number;
  /** Bytes of the documents that all requests carry together. */
  readonly documentBytes: number;
  /** Bytes of the answer's data as JSON. */
  readonly answerBytes: number;
  /** SQL statements, by the subgraph whose database executed them. */
  readonly statements: Readonly<Record<string, number>>;
}

/** As `extensions.queryPlan` gives it: router/explorer/explain/explained-plan.ts. */
interface ExplainedNode {
  readonly kind: string;
  readonly nodes?: readonly ExplainedNode[];
  readonly serviceName?: string;
  readonly operation?: string;
  readonly milliseconds?: number | null;
  readonly representations?: number | null;
  readonly statements?: readonly unknown[] | null;
}

/**
 * Adds up an explained plan and the `data` that it gave. Requests that were not sent, for want of anything to ask for,
 * cost nothing.
 */
export function addUpCost(plan: { readonly node: ExplainedNode | null }, data: unknown): OperationCost {
  const fetches = plan.node === null ? [] : findFetches(plan.node);
  const statements: Record<string, number> = {};
  for (const { serviceName = "", statements: executed } of fetches) {
    statements[serviceName] = (statements[serviceName] ?? 0) + (executed?.length ?? 0);
  }
  return {
    requests: fetches.length,
    hops: plan.node === null ? 0 : countHops(plan.node),
    representations: fetches.reduce((sum, { representations }) => sum + (representations ?? 0), 0),
    documentBytes: fetches.reduce((sum, { operation = "" }) => sum + Buffer.byteLength(operation), 0),
    answerBytes: Buffer.byteLength(JSON.stringify(data)),
    statements,
  };
}

function findFetches(node: ExplainedNode): ExplainedNode[] {
  if (node.kind === "Fetch") return node.milliseconds == null ? [] : [node];
  return (node.nodes ?? []).flatMap(findFetches);
}

function countHops(node: ExplainedNode): number {
  if (node.kind === "Fetch") return findFetches(node).length;
  const hops = (node.nodes ?? []).map(countHops);
  return node.kind === "Parallel" ? Math.max(0, ...hops) : hops.reduce((sum, each) => sum + each, 0);
}
