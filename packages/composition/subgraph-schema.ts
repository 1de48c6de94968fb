/** A subgraph, as composition needs it. */
export interface SubgraphSchema {
  readonly name: string;
  readonly routingUrl: string;
  readonly sdl: string;
  /** The name of the SDL in messages: its path, or the URL it was fetched from. */
  readonly file: string;
}
