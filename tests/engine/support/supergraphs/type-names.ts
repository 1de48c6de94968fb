import type { SupergraphFixture } from "./fixture.ts";

/** Type names where they matter to the planner: in keys, at the top and nested, of objects, interfaces and unions. */
export const typenameKeysFixture: SupergraphFixture = {
  name: "typename-keys",
  subgraphs: {
    bakery: `
      type Query { bread: Bread! products: [Product!] treat: Treat }
      interface Product { id: ID! maker: Maker }
      type Bread implements Product @key(fields: "id __typename") {
        id: ID! maker: Maker @shareable weight(grams: Boolean = true): Float
      }
      type Cake implements Product @key(fields: "__typename maker { id __typename }") {
        id: ID! maker: Maker @shareable next: Product
      }
      union Treat = Bread | Cake
      type Maker @shareable { id: ID! }
    `,
    shop: `
      type Query { offers: [Offer!] }
      type Offer { price: Int! of: Bread treat: Cake }
      type Bread @key(fields: "id __typename") @key(fields: "id", resolvable: false) { id: ID! price: Int maker: Maker @shareable }
      type Cake @key(fields: "maker { __typename id }") { maker: Maker @shareable price: Int candles: [Int!] }
      type Maker @shareable { id: ID! }
    `,
    stock: `
      type Query { counted: [Bread] }
      type Bread @key(fields: "__typename id") { id: ID! amount: Int! }
    `,
  },
};

/** An interface object that its subgraph finds by no key: whatever is wanted of it must be asked for at once. */
export const unresolvableInterfaceObjectFixture: SupergraphFixture = {
  name: "unresolvable-interface-object",
  subgraphs: {
    media: `
      type Query { media(id: ID!): Media book: Book }
      interface Media @key(fields: "id") @key(fields: "code") { id: ID! code: ID! title: String }
      type Book implements Media @key(fields: "id") @key(fields: "code") { id: ID! code: ID! title: String pages: Int! }
      type Film implements Media @key(fields: "id") @key(fields: "code") { id: ID! code: ID! title: String minutes: Float }
    `,
    charts: `
      type Query { top: Media chart(first: Int = 2): [Chart!] }
      type Chart { week: Int! first: Media all: [Media!]! }
      type Media @interfaceObject @key(fields: "id", resolvable: false) { id: ID! }
    `,
    lists: `
      type Query { listed: [Media] }
      type Media @interfaceObject @key(fields: "code", resolvable: false) { code: ID! }
    `,
  },
};
