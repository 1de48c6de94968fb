import type { SupergraphFixture } from "./fixture.ts";

/** Required fields that require others in turn: of a subgraph that was asked before, and of one that only names them. */
export const requiresChainsFixture: SupergraphFixture = {
  name: "requires-chains",
  subgraphs: {
    plans: `
      type Query { sites: [[Site]] site(id: ID!): Site first: Site! }
      type Site @key(fields: "id") {
        id: ID!
        area: Int
        soil: Int @external
        depth: Int @requires(fields: "soil")
        next: Site
        parts: [Part!]
      }
      type Part @key(fields: "no") { no: Int! site: Site }
    `,
    surveys: `
      type Site @key(fields: "id") {
        id: ID!
        area: Int @external
        cost: Int @external
        soil: Int
        slope: String @requires(fields: "area")
        risk: Int @requires(fields: "cost")
      }
      type Part @key(fields: "no") { no: Int! weight: Int site: Site @external load: Int @requires(fields: "site { id area }") }
    `,
    prices: `
      type Query { cheapest: [Site!] }
      type Site @key(fields: "id") {
        id: ID!
        depth: Int @external
        slope: String @external
        cost: Int @requires(fields: "depth")
        offer: Int @requires(fields: "depth slope")
        twin: Site
      }
      type Part @key(fields: "no") {
        no: Int!
        weight: Int @external
        load: Int @external
        price: Int @requires(fields: "weight load")
      }
    `,
  },
};
