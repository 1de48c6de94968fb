import type { SupergraphFixture } from "./fixture.ts";

/** Compound and nested keys, several keys of which a subgraph knows some, keys to fetch keys, unresolvable ones. */
export const keysFixture: SupergraphFixture = {
  name: "keys",
  subgraphs: {
    registry: `
      type Query { vehicle(plate: String!): Vehicle vehicles: [Vehicle!] fleet: Fleet }
      type Vehicle @key(fields: "plate") @key(fields: "chassis { maker number }") {
        plate: String!
        chassis: Chassis!
        model: String
        seats: Int!
      }
      type Chassis @shareable { maker: ID! number: Int! }
      type Fleet @key(fields: "id owner { id }") { id: ID! owner: Owner! vehicles: [Vehicle] }
      type Owner @key(fields: "id") { id: ID! fleet: Fleet }
    `,
    insurance: `
      type Query { policy(number: Int!): Policy }
      type Policy @key(fields: "number") { number: Int! vehicle: Vehicle! fleet: Fleet holders: [[Owner!]] }
      type Vehicle @key(fields: "chassis { maker number }") @key(fields: "policyCode") {
        chassis: Chassis!
        policyCode: ID!
        premium(years: Int! = 1): Float
        policy: Policy
      }
      type Chassis @shareable { maker: ID! number: Int! }
      type Fleet @key(fields: "id owner { id }") { id: ID! owner: Owner! claims: [Claim!]! }
      type Claim { amount: Float! vehicle: Vehicle }
      type Owner @key(fields: "id") { id: ID! risk: Int }
    `,
    garage: `
      type Query { repairs: [Repair!] }
      type Repair { day: String! vehicle: Vehicle next: Repair owner: Owner }
      type Vehicle @key(fields: "policyCode") @key(fields: "plate", resolvable: false) {
        policyCode: ID!
        plate: String!
        mileage: Int
        repairs(limit: Int = 1): [Repair!]!
      }
      type Owner @key(fields: "id", resolvable: false) { id: ID! }
    `,
    owners: `
      type Query { owner(id: ID!): Owner }
      type Owner @key(fields: "id") @key(fields: "person { country number }") {
        id: ID!
        person: Person!
        name: String!
      }
      type Person @shareable { country: String! number: Int! }
    `,
    tax: `
      type Query { taxes(year: Int): [Tax] }
      type Tax { owner: Owner! due: Float! }
      type Owner @key(fields: "person { country number }") { person: Person! debt: Float }
      type Person @shareable { country: String! number: Int! }
    `,
  },
};
