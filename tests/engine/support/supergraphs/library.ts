import type { SupergraphFixture } from "./fixture.ts";

/** A library: users and sign-in, a catalogue, and comments on its books. */
export const libraryFixture: SupergraphFixture = {
  name: "library",
  subgraphs: {
    accounts: `
      schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@cost", "@tag"]) {
        query: Query
        mutation: Mutation
      }
      scalar DateTime
      type User @key(fields: "id") {
        id: ID!
        username: String!
        createdAt: DateTime!
      }
      type Session {
        accessToken: String!
        refreshToken: String!
        expiresAt: DateTime!
        user: User!
      }
      type Query {
        me: User @authenticated
      }
      type Mutation {
        register(username: String!, password: String!): Session! @tag(name: "public") @cost(weight: 3000)
        login(username: String!, password: String!): Session! @tag(name: "public") @cost(weight: 3000)
        refreshSession(refreshToken: String!): Session! @tag(name: "public")
        logout(refreshToken: String!): Boolean! @tag(name: "public")
        changePassword(current: String!, next: String!): Boolean! @authenticated @cost(weight: 4000)
      }`,
    books: `
      schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated", "@requiresScopes", "@cost"]) {
        query: Query
        mutation: Mutation
      }
      scalar DateTime
      type Book @key(fields: "id") {
        id: ID!
        title: String!
        author: String!
        createdAt: DateTime!
      }
      type BookConnection {
        edges: [BookEdge!]!
        nodes: [Book!]!
        pageInfo: PageInfo!
        totalCount: Int! @cost(weight: 100)
      }
      type BookEdge {
        cursor: String!
        node: Book!
      }
      type PageInfo @shareable {
        hasNextPage: Boolean!
        hasPreviousPage: Boolean!
        startCursor: String
        endCursor: String
      }
      type Query {
        books(first: Int! = 20, after: String, search: String @cost(weight: 500)): BookConnection @authenticated
        book(id: ID!): Book @authenticated
      }
      type Mutation {
        addBook(title: String!, author: String!): Book! @requiresScopes(scopes: [["books:write"]])
        updateBook(id: ID!, title: String, author: String): Book! @requiresScopes(scopes: [["books:write"]])
        deleteBook(id: ID!): ID! @requiresScopes(scopes: [["books:write"]])
      }`,
    comments: `
      schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated"]) {
        query: Query
        mutation: Mutation
      }
      scalar DateTime
      type Comment @key(fields: "id") {
        id: ID!
        body: String!
        createdAt: DateTime!
        updatedAt: DateTime!
        author: User
        book: Book
      }
      type Book @key(fields: "id") {
        id: ID!
        comments(first: Int! = 20, after: String): CommentConnection
        commentCount: Int
      }
      type User @key(fields: "id") {
        id: ID!
        comments(first: Int! = 20, after: String): CommentConnection
      }
      type CommentConnection {
        edges: [CommentEdge!]!
        nodes: [Comment!]!
        pageInfo: PageInfo!
        totalCount: Int!
      }
      type CommentEdge {
        cursor: String!
        node: Comment!
      }
      type PageInfo @shareable {
        hasNextPage: Boolean!
        hasPreviousPage: Boolean!
        startCursor: String
        endCursor: String
      }
      type Query {
        comments(bookId: ID!, first: Int! = 20, after: String): CommentConnection @authenticated
        comment(id: ID!): Comment @authenticated
      }
      type Mutation {
        addComment(bookId: ID!, body: String!): Comment! @authenticated
        updateComment(id: ID!, body: String!): Comment! @authenticated
        deleteComment(id: ID!): ID! @authenticated
      }`,
  },
};
