import type { SupergraphFixture } from "./fixture.ts";

/** `@interfaceObject`: subgraphs that add fields to all media without knowing their types, and link to them. */
export const interfaceObjectFixture: SupergraphFixture = {
  name: "interface-object",
  subgraphs: {
    media: `
      type Query { media(id: ID!): Media allMedia(first: Int = 3): [Media!]! book: Book }
      interface Media @key(fields: "id") { id: ID! title: String! year: Int }
      type Book implements Media @key(fields: "id") { id: ID! title: String! year: Int pages: Int! sequel: Book }
      type Film implements Media @key(fields: "id") { id: ID! title: String! year: Int minutes: Float cast: [String!] }
      type Song implements Media @key(fields: "id") { id: ID! title: String! year: Int album: Song }
    `,
    reviews: `
      type Query { topReviewed: [Media] latest: Review }
      type Media @interfaceObject @key(fields: "id") {
        id: ID!
        reviews(first: Int = 2): [Review!]!
        score: Float
      }
      type Review @key(fields: "id") { id: ID! text: String! about: Media author: Reader }
      type Reader @key(fields: "id") { id: ID! }
    `,
    readers: `
      type Query { reader: Reader }
      type Reader @key(fields: "id") { id: ID! name: String! favourites: [Media!] shelf: Shelf }
      type Shelf { label: String best: Media }
      type Media @interfaceObject @key(fields: "id") { id: ID! readers: [Reader!] }
    `,
  },
};

/** `@requires` of an interface object: planned where no way leads back to it from another subgraph (see the tests). */
export const interfaceObjectRequiresFixture: SupergraphFixture = {
  name: "interface-object-requires",
  subgraphs: {
    shapes: `
      type Query { shape(id: ID!): Shape shapes: [Shape!]! circle: Circle }
      interface Shape @key(fields: "id") { id: ID! name: String! area: Float }
      type Circle implements Shape @key(fields: "id") { id: ID! name: String! area: Float radius: Int! }
      type Square implements Shape @key(fields: "id") { id: ID! name: String! area: Float side: Float! corner: Corner }
      type Corner { x: Int! y: Int }
    `,
    prices: `
      type Query { cheapest: Shape }
      type Shape @interfaceObject @key(fields: "id") {
        id: ID!
        name: String! @external
        area: Float @external
        cost: Int! @requires(fields: "area")
        label(long: Boolean): String @requires(fields: "name area")
        offers(first: Int = 2): [Offer!]!
      }
      type Offer { price: Float! until: String }
    `,
  },
};
