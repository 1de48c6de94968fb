/** One line that links to Federation 2 with every directive the edits use; a schema begins on line 2. */
export const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@override", "@inaccessible", "@interfaceObject"])\n';

/** A small graph with one of everything, whose subgraphs the tests edit. */
export const librarySdl = {
  books: `${link}type Query {
  book(id: ID!): Book
  books(first: Int = 20, sort: Sort = TITLE, filter: BookFilter): [Book!]!
  search(text: String!, deep: Boolean): [SearchResult!]!
  node(id: ID!): Node
  oldest: Book @deprecated(reason: "Use books.")
}
type Mutation {
  addBook(input: NewBook!): Book
}
interface Node {
  id: ID!
}
interface Titled {
  title: String!
}
type Book implements Node & Titled @key(fields: "id") {
  id: ID!
  title: String!
  subtitle: String
  pages: Int
  tags: [String!]!
  format: Format
  author: Author
  cover(size: Int! = 100): String
}
type Author implements Node @key(fields: "id") {
  id: ID!
  name: String!
}
union SearchResult = Book | Author
enum Format {
  PAPER
  AUDIO
}
enum Sort {
  TITLE
  PAGES
}
input BookFilter {
  title: String
  minimum: Int = 0
  range: Range
}
input Range {
  from: Int
  to: Int
}
input NewBook {
  title: String!
  subtitle: String
  sort: Sort
}
`,
  reviews: `${link}type Query {
  review(id: ID!): Review
}
type Book @key(fields: "id") {
  id: ID!
  reviews(first: Int! = 10): [Review!]!
  rating: Float
}
type Review @key(fields: "id") {
  id: ID!
  body: String!
  stars: Int
  book: Book!
}
`,
} as const;

/** The SDL of the graph's subgraphs by name; an edit may add subgraphs. */
export type GraphSdl = Readonly<Record<string, string>>;

/** Replaces the one place where `from` stands in a subgraph. Throws when there is none, or another. */
export function editSdl(sdl: GraphSdl, subgraph: string, from: string, to: string): GraphSdl {
  const parts = (sdl[subgraph] ?? "").split(from);
  if (parts.length !== 2) throw new Error(`"${from}" stands ${parts.length - 1} times in ${subgraph}.`);
  return { ...sdl, [subgraph]: parts.join(to) };
}
