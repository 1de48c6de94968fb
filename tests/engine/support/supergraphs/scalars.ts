import type { SupergraphFixture } from "./fixture.ts";

/** Custom scalars, lists of lists, input objects in each other, default values everywhere. */
export const scalarsFixture: SupergraphFixture = {
  name: "scalars",
  subgraphs: {
    data: `
      scalar Json
      scalar DateTime
      enum Axis { X Y Z }
      input Range { from: Int! = 0 to: Int step: Float = 0.5 }
      input Filter { text: String = "all" range: Range = { from: 1, to: 9 } axes: [Axis!] = [X, Z] any: [Filter!] meta: Json at: DateTime }
      type Query {
        cube(id: ID!, filter: Filter = { text: "none" }): Cube
        cubes(filters: [Filter!], ids: [ID], matrix: [[Int!]] = [[1, 2], [3]]): [Cube]
        echo(value: Json, when: DateTime, flag: Boolean = true, ratio: Float = 1, count: Int, text: String): Json
        now: DateTime!
      }
      type Cube @key(fields: "id") {
        id: ID!
        matrix(range: Range): [[Int]!]
        deep: [[[String!]]]!
        meta: Json
        metas: [Json!]
        made: DateTime!
        side(axis: Axis! = Y, scale: Float! = 2): Float!
        faces: [[Face!]!]
        flags: [Boolean]
        ids: [ID!]
      }
      type Face { colour: String constructor: String hasOwnProperty: [Int!] corners: [[Cube]] }
    `,
    extra: `
      scalar Json
      scalar DateTime
      enum Axis { X Y Z }
      input Range { from: Int! = 0 to: Int step: Float = 0.5 }
      type Query { total(ranges: [Range!]! = [{ from: 2 }]): Float! }
      type Cube @key(fields: "id") {
        id: ID!
        meta: Json @external
        made: DateTime! @external
        tags(like: [String] = ["a", null], range: Range! = { from: 3, step: null }): [String]
        digest: Json @requires(fields: "meta made")
        neighbours(axis: [Axis!]): [[Cube!]!]
        volume(unit: String = "m\\u00b3 \\"cubic\\""): Float
      }
    `,
  },
};
