import { buildSchema, type GraphQLSchema } from "graphql";

const SDL = `
  type Query {
    thing: Thing  strictThing: Thing!  things: [Thing!]  strictThings: [Thing!]!  thingRows: [[Thing]!]
    node: Node  strictNode: Node!  nodes: [Node]!  nodeRows: [[Node!]]!
    named: Named  item: Item  strictItem: Item!  items: [Item!]!
    leaves: Leaves  strictLeaves: Leaves!
  }
  interface Node { id: ID! }
  interface Named implements Node { id: ID! name: String! kind: Kind self: Node }
  type Item implements Node & Named {
    id: ID!  name: String!  kind: Kind!  self: Item  leaves: Leaves!  parent: Thing  tags: [String!]
  }
  type Tool implements Node & Named {
    id: ID!  name: String!  kind: Kind  self: Tool!  weight: Float  parent: Thing!  rows: [[Node!]!]
  }
  type Note implements Node { id: ID! text: String about: [Thing] kind: Kind }
  union Thing = Item | Tool | Note
  type Leaves {
    int: Int  float: Float  boolean: Boolean  string: String  id: ID  kind: Kind  json: JSON
    strictInt: Int!  strictFloat: Float!  strictBoolean: Boolean!  strictString: String!  strictId: ID!
    strictKind: Kind!  strictJson: JSON!
    ints: [Int!]  floats: [Float]!  booleans: [Boolean!]!  strings: [[String!]]  ids: [[ID]!]!  kinds: [Kind!]
    jsons: [JSON!]
  }
  enum Kind { A B C }
  scalar JSON`;

/** Interfaces, of which one implements the other, a union, an enum, lists of lists, and nulls allowed or not. */
export function buildSampleSchema(): GraphQLSchema {
  return buildSchema(SDL);
}
