/** What a stock subgraph serves. */
export interface StockSubgraph {
  readonly resolvers: object;
  /** Makes what the resolvers of one request find in their context. */
  readonly createLoaders: () => object;
}

export interface PageArguments {
  readonly first: number;
  readonly after?: string | null;
}

interface Item {
  readonly id: string;
}

/** The id behind a cursor of lists of `kind`. */
export function readCursor(after: string | null | undefined): string {
  return after == null ? "" : (Buffer.from(after, "base64url").toString().split(":")[1] ?? "");
}

/** A Relay connection of `items`, which holds one more than `first` when there is another page. */
export function buildConnection(
  kind: string,
  { first, after }: PageArguments,
  items: readonly Item[],
  totalCount: () => Promise<number>,
) {
  const nodes = items.slice(0, first);
  const edges = nodes.map((node) => ({
    cursor: Buffer.from(`${kind}:${node.id}`).toString("base64url"),
    node,
  }));
  return {
    nodes,
    edges,
    pageInfo: {
      hasNextPage: items.length > first,
      hasPreviousPage: after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}

/** `items` in the order of `ids`, null where there is none. */
export function inOrder<Known extends Item>(ids: readonly string[], items: readonly Known[]): (Known | null)[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return ids.map((id) => byId.get(id) ?? null);
}
