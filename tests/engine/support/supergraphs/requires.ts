import type { SupergraphFixture } from "./fixture.ts";

/** `@requires` of one field and of several, of a required field in turn, on nested selections and across fragments. */
export const requiresFixture: SupergraphFixture = {
  name: "requires",
  subgraphs: {
    catalogue: `
      type Query { products(first: Int = 3): [Product!]! product(id: ID!): Product parcel: Parcel }
      type Product @key(fields: "id") {
        id: ID!
        name: String!
        weight: Float
        size: Size
        parts: [Part!]!
        origin: Origin!
        makers: [Maker]
      }
      type Size { width: Int! height: Int! }
      type Part { code: String! amount: Int measures: [Size!] }
      interface Maker { name: String! }
      type Company implements Maker @key(fields: "id") { id: ID! name: String! country: String! staff: Int }
      type Person implements Maker { name: String! age: Int }
      union Origin = Factory | Farm
      type Factory { line: Int! place: String @shareable }
      type Farm { acres: Float! place: String! }
      type Parcel @key(fields: "code") { code: String! product: Product products: [Product] }
    `,
    shipping: `
      type Product @key(fields: "id") {
        id: ID!
        weight: Float @external
        size: Size @external
        parts: [Part!]! @external
        origin: Origin! @external
        makers: [Maker] @external
        shippingCost(express: Boolean = false): Int! @requires(fields: "weight size { width height }")
        boxes: [Box!] @requires(fields: "parts { code amount measures { width } }")
        label: String @requires(fields: "origin { __typename ... on Factory { line } ... on Farm { acres place } } weight")
        customs: Customs @requires(fields: "makers { name ... on Company { country } ... on Person { age } }")
      }
      type Size @external { width: Int! height: Int! }
      type Part @external { code: String! amount: Int measures: [Size!] }
      interface Maker { name: String! }
      type Company implements Maker @key(fields: "id") {
        id: ID!
        name: String! @external
        country: String! @external
        staff: Int @external
        tariff: Float @requires(fields: "country staff")
      }
      type Person implements Maker @external { name: String! age: Int }
      union Origin = Factory | Farm
      type Factory { line: Int! @external place: String @shareable }
      type Farm @external { acres: Float! place: String! }
      type Box { size: String! fragile: Boolean carrier: Company }
      type Customs { code: String! duties(percent: Int! = 10): [Int!]! }
      type Parcel @key(fields: "code") {
        code: String!
        product: Product @external
        insurance: Int @requires(fields: "product { weight size { height } }")
      }
    `,
    billing: `
      type Query { lastBill: Bill }
      type Bill @key(fields: "number") { number: Int! product: Product! total: Float }
      type Product @key(fields: "id") {
        id: ID!
        shippingCost(express: Boolean = false): Int! @external
        label: String @external
        price: Float! @requires(fields: "shippingCost")
        invoice: Bill @requires(fields: "label shippingCost")
      }
    `,
  },
};
