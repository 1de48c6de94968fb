import type { SupergraphFixture } from "./fixture.ts";

/** `@requires` that pass arguments, also different ones to the same field, and clients that ask with their own. */
export const requiresArgumentsFixture: SupergraphFixture = {
  name: "requires-arguments",
  subgraphs: {
    prices: `
      enum Currency { EUR USD GBP }
      input Region { country: String! zone: Int = 1 }
      type Query { item(id: ID!): Item items: [Item!]! }
      type Item @key(fields: "id") {
        id: ID!
        price(currency: Currency! = EUR, region: Region): Int!
        comments(limit: Int): [Remark!]
        name: String
      }
      type Remark { text(short: Boolean! = false): String! stars: Int }
    `,
    offers: `
      enum Currency { EUR USD GBP }
      input Region { country: String! zone: Int = 1 }
      type Item @key(fields: "id") {
        id: ID!
        price(currency: Currency! = EUR, region: Region): Int! @external
        comments(limit: Int): [Remark!] @external
        dollars: String! @requires(fields: "price(currency: USD)")
        abroad: String @requires(fields: "price(currency: GBP, region: { country: \\"UK\\" })")
        headline: String @requires(fields: "comments(limit: 3) { text(short: true) }")
      }
      type Remark @external { text(short: Boolean! = false): String! }
    `,
    reports: `
      enum Currency { EUR USD GBP }
      input Region { country: String! zone: Int = 1 }
      type Query { worst: Item }
      type Item @key(fields: "id") {
        id: ID!
        price(currency: Currency! = EUR, region: Region): Int! @external
        comments(limit: Int): [Remark!] @external
        euros: Int @requires(fields: "price(currency: EUR)")
        digest(lines: Int = 2): [String!] @requires(fields: "comments(limit: 1) { text stars }")
      }
      type Remark @external { text(short: Boolean! = false): String! stars: Int }
    `,
  },
};
