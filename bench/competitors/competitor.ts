/** The graph that a competitor serves in a run, and where its parts are. */
export interface ServedGraph {
  readonly name: string;
  /** The supergraph as composed, its access rules included. */
  readonly supergraphPath: string;
  /** The same without its access rules, for routers that refuse or would not enforce them. */
  readonly plainSupergraphPath: string;
  /** The access token that requests carry, to be verified and passed on; null where all is public. */
  readonly token: string | null;
  readonly publicKeyPath: string;
  readonly jwksUrl: string;
  /** A folder for files of the run. */
  readonly folder: string;
}

/** The headers of requests to `graph`. */
export function buildHeaders({ token }: ServedGraph): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

/** How to start what is measured. */
export interface Command {
  /** Arguments to Node. */
  readonly nodeArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Something that serves a graph over HTTP. */
export interface Competitor {
  readonly name: string;
  /** How to start it on `port`. It has to answer `POST /graphql`. */
  buildCommand(graph: ServedGraph, port: number): Command;
}
