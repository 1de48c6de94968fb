import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import type { BenchGraph } from "../graphs/bench-graph.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;

const SDL = {
  ticker: `${LINK}
    type Query { channels: [String!]! }
    type Subscription { tick(channel: String!): Tick }
    type Tick { number: Int! item: Item }
    type Item @key(fields: "id", resolvable: false) { id: ID! }`,
  items: `${LINK}
    type Query { items: Int }
    type Item @key(fields: "id") { id: ID! name: String! price: Int! }`,
};

/** A graph with events of one subgraph about entities of another. The subgraphs are bench/live/subgraphs.ts. */
export const LIVE_GRAPH: BenchGraph = {
  name: "live",
  subgraphs: Object.entries(SDL).map(([name, sdl]) => ({
    name,
    sdl,
    schema: buildSubgraphSchema({ typeDefs: parse(sdl) }),
  })),
};

/** What tells that a competitor serves the graph. */
export const FIRST_BODY = JSON.stringify({ query: "{ channels }" });

/** The subscription of the client with this `index`. */
export type BuildSubscription = (index: number) => string;

function build(selection: string, channel: string): string {
  const query = `subscription Live($channel: String!) { tick(channel: $channel) { number ${selection} } }`;
  return JSON.stringify({ query, operationName: "Live", variables: { channel } });
}

/** All clients follow the same channel, for what its subgraph knows. */
export const EQUAL_STREAMS: BuildSubscription = () => build("", "all");

/** All clients follow the same channel, with an entity. */
export const EQUAL_STREAMS_WITH_ENTITY: BuildSubscription = () => build("item { id name price }", "all");

/** Each client follows a channel of its own, with an entity. */
export const OWN_STREAMS_WITH_ENTITY: BuildSubscription = (index) => build("item { id name price }", `own-${index}`);
