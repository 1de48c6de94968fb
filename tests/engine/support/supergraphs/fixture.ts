/** A small supergraph that exercises one side of federation. */
export interface SupergraphFixture {
  readonly name: string;
  /** The SDL of each subgraph; one without a `@link` of its own imports every federation directive. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Why the stock gateway cannot execute it; absent when it can. */
  readonly stockRefusal?: string;
}
