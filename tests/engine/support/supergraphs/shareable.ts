import type { SupergraphFixture } from "./fixture.ts";

/** `@shareable` root fields, value types of which each subgraph knows another part, and differing nullability. */
export const shareableFixture: SupergraphFixture = {
  name: "shareable",
  subgraphs: {
    north: `
      type Query {
        settings: Settings! @shareable
        towns(first: Int = 2): [Town!] @shareable
        capital: Town @shareable
        north: String!
      }
      type Settings @shareable { theme: Theme! language: String! }
      type Theme @shareable { colour: String! dark: Boolean }
      type Town @key(fields: "id") { id: ID! name: String! @shareable point: Point! @shareable mayor: Mayor snow: Int }
      type Point @shareable { x: Float! y: Float }
      type Mayor @key(fields: "id") { id: ID! name: String @shareable }
    `,
    south: `
      type Query {
        settings: Settings @shareable
        towns(first: Int = 2): [Town] @shareable
        capital: Town @shareable
        south: Int
      }
      type Settings @shareable { theme: Theme! currency: String }
      type Theme @shareable { colour: String font: Font! }
      type Font { family: String! sizes: [Int!]! }
      type Town @key(fields: "id") { id: ID! name: String! @shareable point: Point @shareable sun: Float beach: Beach }
      type Point @shareable { x: Float! y: Float }
      type Beach { length: Int! point: Point! owner: Mayor }
      type Mayor @key(fields: "id") { id: ID! votes: Int party: Party }
      type Party @shareable { name: String! colour: String }
    `,
    archive: `
      type Query { oldest: Town settings: Settings @shareable parties: [Party!]! }
      type Settings @shareable { theme: Theme retention: Int! }
      type Theme @shareable { colour: String dark: Boolean! }
      type Town @key(fields: "id") { id: ID! founded: Int history(from: Int, to: Int = 1900): [Event!]! }
      type Event { year: Int! text: String town: Town people: [Mayor] }
      type Mayor @key(fields: "id") { id: ID! name: String @shareable born: Int }
      type Party @shareable { name: String! colour: String }
    `,
  },
};
