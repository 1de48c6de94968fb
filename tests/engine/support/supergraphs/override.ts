import type { SupergraphFixture } from "./fixture.ts";

/** `@override` of a scalar, of a link to another entity, of a root field and of a field that others require. */
export const overrideFixture: SupergraphFixture = {
  name: "override",
  subgraphs: {
    monolith: `
      type Query { orders(limit: Int = 3): [Order!] order(id: ID!): Order customer(id: ID!): Customer }
      type Order @key(fields: "id") {
        id: ID!
        total: Float!
        status: String
        customer: Customer
        lines: [Line!]!
      }
      type Line { count: Int! note: String }
      type Customer @key(fields: "id") { id: ID! name: String! tier: Int orders: [Order] }
    `,
    orders: `
      type Query { orders(limit: Int = 3): [Order!] @override(from: "monolith") }
      type Order @key(fields: "id") {
        id: ID!
        total: Float! @override(from: "monolith")
        status: String @override(from: "monolith")
        customer: Customer @override(from: "monolith")
        delivery: Delivery
      }
      type Delivery { day: String window: [Int!] }
      type Customer @key(fields: "id") { id: ID! }
    `,
    customers: `
      type Query { customer(id: ID!): Customer @override(from: "monolith") best: Customer }
      type Customer @key(fields: "id") {
        id: ID!
        name: String! @override(from: "monolith")
        tier: Int @external
        discount: Float @requires(fields: "tier")
      }
      type Order @key(fields: "id") {
        id: ID!
        total: Float! @external
        bonus: Int @requires(fields: "total")
      }
    `,
  },
};

/** `@override` that holds for some requests only: by share and by a label of one's own. */
export const progressiveOverrideFixture: SupergraphFixture = {
  name: "progressive-override",
  stockRefusal: "it never asks which labels are on",
  subgraphs: {
    old: `
      type Query { ticket(id: ID!): Ticket tickets: [Ticket!]! }
      type Ticket @key(fields: "id") { id: ID! title: String! state: String owner: Owner seats(row: Int): [Int!] }
      type Owner @key(fields: "id") { id: ID! name: String }
    `,
    fresh: `
      type Query { tickets: [Ticket!]! @override(from: "old", label: "new-list") }
      type Ticket @key(fields: "id") {
        id: ID!
        title: String! @override(from: "old", label: "new-title")
        owner: Owner @override(from: "old", label: "percent(100)")
        seats(row: Int): [Int!] @override(from: "old", label: "percent(0)")
      }
      type Owner @key(fields: "id") { id: ID! tickets: [Ticket] }
    `,
    rules: `
      type Ticket @key(fields: "id") {
        id: ID!
        state: String @external
        badge: Int @requires(fields: "state")
      }
    `,
  },
};
