import type { SupergraphFixture } from "./fixture.ts";

/** Mutations of several subgraphs, whose results depend on the order they happen in, and link across subgraphs. */
export const mutationsFixture: SupergraphFixture = {
  name: "mutations",
  subgraphs: {
    tasks: `
      input TaskInput { title: String! tags: [String!] = ["new"] parent: TaskInput }
      type Query { task(id: ID!): Task }
      type Mutation {
        addTask(input: TaskInput!): Task!
        closeTask(id: ID!, force: Boolean = false): Receipt
        moveTasks(ids: [ID!]!, to: ID): [Task]!
      }
      type Task @key(fields: "id") { id: ID! title: String! done: Boolean assignee: User }
      type User @key(fields: "id") { id: ID! }
      type Receipt @shareable { number: Int! text: String user: User }
    `,
    users: `
      type Query { user: User }
      type Mutation { addUser(name: String!): User rename(id: ID!, name: String): Receipt! removeUser(id: ID!): Outcome }
      type User @key(fields: "id") { id: ID! name: String! tasks(open: Boolean): [Task!] }
      type Task @key(fields: "id") { id: ID! watchers: [User!] }
      type Receipt @shareable { number: Int! text: String user: User }
      union Outcome = Receipt | Refusal
      type Refusal { reason: String! }
    `,
    audit: `
      type Query { entries: [Entry!] }
      type Mutation { note(text: String = "noted"): Entry purge: Boolean! }
      type Entry @key(fields: "id") { id: ID! text: String! task: Task by: User }
      type Task @key(fields: "id") { id: ID! title: String! @external entries: [Entry] summary: String @requires(fields: "title") }
      type User @key(fields: "id") { id: ID! lastEntry: Entry }
    `,
  },
};
