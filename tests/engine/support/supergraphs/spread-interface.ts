import type { SupergraphFixture } from "./fixture.ts";

/** An interface whose fields every type has in two subgraphs, and which the subgraph that lists them knows nothing of. */
export const spreadInterfaceFixture: SupergraphFixture = {
  name: "spread-interface",
  stockRefusal: "it combines the sources of all types, and takes minutes",
  subgraphs: {
    catalogue: `
      type Query { items(first: Int = 3): [Item!]! item(id: ID!): Item wanted: Wanted }
      interface Item { id: ID! }
      union Wanted = Lamp | Desk | Wish
      type Lamp implements Item @key(fields: "id") { id: ID! watts: Int }
      type Desk implements Item @key(fields: "id") { id: ID! drawers: [String!] }
      type Chair implements Item @key(fields: "id") { id: ID! legs: Int! }
      type Wish { text: String! }
    `,
    shop: `
      interface Item { id: ID! price(currency: String = "EUR"): Float! sizes(first: Int): [Size!] maker: Maker }
      type Lamp implements Item @key(fields: "id") { id: ID! price(currency: String = "EUR"): Float! @shareable sizes(first: Int): [Size!] @shareable maker: Maker }
      type Desk implements Item @key(fields: "id") { id: ID! price(currency: String = "EUR"): Float! @shareable sizes(first: Int): [Size!] @shareable maker: Maker }
      type Chair implements Item @key(fields: "id") { id: ID! price(currency: String = "EUR"): Float! @shareable sizes(first: Int): [Size!] @shareable maker: Maker }
      type Size @shareable { width: Int! height: Int }
      type Maker { name: String! makes: [Item] }
    `,
    outlet: `
      type Query { cheapest: Item }
      interface Item { id: ID! price(currency: String = "EUR"): Float! sizes(first: Int): [Size!] amount: Int }
      type Lamp implements Item @key(fields: "id") { id: ID! price(currency: String = "EUR"): Float! @shareable sizes(first: Int): [Size!] @shareable amount: Int }
      type Desk implements Item @key(fields: "id") { id: ID! price(currency: String = "EUR"): Float! @shareable sizes(first: Int): [Size!] @shareable amount: Int }
      type Chair implements Item @key(fields: "id") { id: ID! price(currency: String = "EUR"): Float! @shareable sizes(first: Int): [Size!] @shareable amount: Int }
      type Size @shareable { width: Int! height: Int }
    `,
  },
};
