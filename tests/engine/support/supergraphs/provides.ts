import type { SupergraphFixture } from "./fixture.ts";

/** `@provides` of fields, of nested ones and by runtime type; what is not provided there must be fetched. */
export const providesFixture: SupergraphFixture = {
  name: "provides",
  subgraphs: {
    people: `
      type Query { person(id: ID!): Person }
      type Person @key(fields: "id") {
        id: ID!
        name: String! @shareable
        nickname(style: String = "full"): String
        email: String @shareable
        address: Address @shareable
        friends(first: Int = 2): [Person]
      }
      type Address { street: String! @shareable city: City }
      type City @key(fields: "code") { code: Int! label: String! mayor: Person }
    `,
    posts: `
      type Query {
        posts: [Post!]! @provides(fields: "author { name }")
        pinned: Post
        feed: [Entry] @provides(fields: "... on Note { text } ... on Post { author { name email } }")
      }
      type Post @key(fields: "id") {
        id: ID!
        title: String!
        author: Person @provides(fields: "email")
        editors: [Person!] @provides(fields: "name address { street }")
      }
      type Note @key(fields: "id") { id: ID! text: String @external length: Int }
      union Entry = Post | Note
      type Person @key(fields: "id") {
        id: ID!
        name: String! @external
        email: String @external
        address: Address @external
        posts: [Post]
      }
      type Address { street: String! @external }
      type City @key(fields: "code") { code: Int! }
    `,
    notes: `
      type Query { notes: [Note] }
      type Note @key(fields: "id") { id: ID! text: String @shareable subject: Person about: City }
      type Person @key(fields: "id", resolvable: false) { id: ID! }
      type City @key(fields: "code", resolvable: false) { code: Int! }
    `,
  },
};
