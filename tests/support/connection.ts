/** One page of any list of the graph. */
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

/** What is asked of a paginated field. */
export interface PageArguments {
  readonly first?: number;
  readonly after?: string | null;
}

/** Everything a connection can be asked for; `nodeFields` are those of its nodes. */
export function selectConnection(nodeFields: string): string {
  return `edges { cursor node { ${nodeFields} } }
    nodes { ${nodeFields} }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount`;
}
