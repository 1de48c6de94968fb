import type { SupergraphFixture } from "./fixture.ts";

/** `@context` and `@fromContext`: arguments that are taken from what surrounds a field. */
export const contextFixture: SupergraphFixture = {
  name: "context",
  stockRefusal: "it does not know the @context feature",
  subgraphs: {
    tenants: `
      type Query { tenant(id: ID!): Tenant tenants: [Tenant!]! region: Region }
      type Tenant @key(fields: "id") @context(name: "tenancy") {
        id: ID!
        currency: String!
        plan: Plan
        invoices(first: Int = 2): [Invoice!]!
        members: [Member]
      }
      type Plan { level: Int! }
      type Region @key(fields: "id") @context(name: "tenancy") { id: ID! currency: String! members: [Member!] }
      type Member @key(fields: "id") {
        id: ID!
        greeting(currency: String @fromContext(field: "$tenancy { currency }")): String!
        tenant: Tenant
      }
      type Invoice @key(fields: "id") { id: ID! number: Int! }
    `,
    money: `
      type Tenant @key(fields: "id") @context(name: "payer") { id: ID! credit: Int! bank: Bank }
      type Bank @key(fields: "id") { id: ID! name: String }
      type Invoice @key(fields: "id") {
        id: ID!
        total(round: Boolean, credit: Int @fromContext(field: "$payer { credit }")): Float
        lines: [Line!]
      }
      type Line @key(fields: "id") {
        id: ID!
        amount(credit: Int @fromContext(field: "$payer { credit }")): Int
        text: String
      }
    `,
  },
};
