import type { SupergraphFixture } from "./fixture.ts";

/** Unions and interfaces whose members and fields are spread over subgraphs, and interfaces of interfaces. */
export const abstractTypesFixture: SupergraphFixture = {
  name: "abstract-types",
  subgraphs: {
    zoo: `
      type Query {
        animals(kind: [String!]): [Animal!]!
        resident: Resident
        residents: [[Resident]!]
        named: Named
        node(id: ID!): Node
      }
      interface Node { id: ID! }
      interface Named { name(short: Boolean): String! }
      interface Animal implements Node & Named { id: ID! name(short: Boolean): String! friend: Animal legs: Int }
      type Dog implements Animal & Node & Named @key(fields: "id") {
        id: ID! name(short: Boolean): String! friend: Dog legs: Int barks: Boolean! home: Home
      }
      type Cat implements Animal & Node & Named @key(fields: "id") {
        id: ID! name(short: Boolean): String! friend: Animal legs: Int! lives: Int! home: Place
      }
      type Keeper implements Named & Node @key(fields: "id") {
        id: ID! name(short: Boolean): String! charges: [Animal!] favourite: Resident
      }
      union Resident = Dog | Cat | Keeper
      union Place = Home | Cage
      type Home @shareable { street: String number: Int! }
      type Cage @shareable { number: Float size: [Int!]! }
    `,
    clinic: `
      type Query { patients: [Patient] urgent: Patient! lastVisit: Visit }
      union Patient = Dog | Cat | Bird
      interface Treated { visits(last: Int = 1): [Visit!] weight: Float }
      type Dog implements Treated @key(fields: "id") { id: ID! visits(last: Int = 1): [Visit!] weight: Float vaccinated: Boolean }
      type Cat implements Treated @key(fields: "id") { id: ID! visits(last: Int = 1): [Visit!] weight: Float! }
      type Bird implements Treated @key(fields: "ring") { ring: ID! visits(last: Int = 1): [Visit!] weight: Float wings: Int! }
      type Visit { day: String! patient: Patient reason: Reason! keeper: Keeper }
      type Keeper @key(fields: "id") { id: ID! }
      union Reason = Illness | Injury
      type Illness { code: String! severity: Int }
      type Injury { code: Int! severity: Int place: String }
    `,
    feeding: `
      type Query { fed: [Fed!] next: Fed }
      interface Fed { meals: [Meal!]! }
      interface Named { name(short: Boolean): String! }
      type Meal implements Named @shareable { name(short: Boolean): String! grams: Int }
      type Cat implements Fed @key(fields: "id") { id: ID! meals: [Meal!]! }
      type Bird implements Fed @key(fields: "ring") { ring: ID! meals: [Meal!]! seeds: [String] }
      type Keeper implements Fed @key(fields: "id") { id: ID! meals: [Meal!]! lunch: Lunch }
      union Lunch = Meal | Keeper
    `,
  },
};
