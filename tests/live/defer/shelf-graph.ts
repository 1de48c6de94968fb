import type { ServerResponse } from "node:http";
import { answerJson, type FakeSubgraph, type Respond, startFakeSubgraph } from "../../support/fake-subgraph.ts";
import { startProcess, type TestProcess, type Variables } from "../../support/process.ts";
import { writeSupergraph } from "../../support/supergraph-file.ts";

const BOOKS = `
  type Query { books: [Book] }
  type Book @key(fields: "id") { id: ID! title: String! price: Int @authenticated dear: Int! @authenticated }`;

const REVIEWS = `
  type Book @key(fields: "id") { id: ID! reviews: [Review] notes: [Note] }
  type Review { text: String! author: String @authenticated signed: Boolean! @authenticated }
  type Note @authenticated { text: String }`;

/** Two books; the price is told to those who ask for it. */
export const answerBooks: Respond = (response, { body: { query } }) => {
  const books = ["1", "2"].map((id) => ({
    __typename: "Book",
    id,
    title: `Book ${id}`,
    ...(query.includes("price") ? { price: 5 } : {}),
  }));
  answerJson({ data: { books } })(response, NO_REQUEST);
};

/** A review of each book that is asked for. */
export const answerReviews: Respond = (response, request) => {
  // A probe asks for nothing.
  const { representations = [] } = (request.body.variables ?? {}) as { representations?: { id: string }[] };
  const entities = representations.map(({ id }) => ({ reviews: [{ text: `on ${id}`, author: "a" }] }));
  answerJson({ data: { __typename: "Query", _entities: entities } })(response, request);
};

const NO_REQUEST = { headers: {}, body: { query: "", variables: {} }, text: "" };

export const QUERY = '{ books { id title ... @defer(label: "r") { reviews { text } } } }';

export const INITIAL = {
  books: [
    { id: "1", title: "Book 1" },
    { id: "2", title: "Book 2" },
  ],
};
export const WHOLE = {
  books: INITIAL.books.map((book) => ({ ...book, reviews: [{ text: `on ${book.id}` }] })),
};

/** A router over books and their reviews, both under the test's control. */
export interface ShelfGraph {
  readonly router: TestProcess;
  readonly books: FakeSubgraph;
  readonly reviews: FakeSubgraph;
  /** From now on, answers of reviews wait. @returns lets them go, and how many wait */
  holdReviews(): { release(): void; readonly held: readonly ServerResponse[] };
}

export async function startShelfGraph(variables: Variables = {}): Promise<ShelfGraph> {
  const [books, reviews] = await Promise.all([startFakeSubgraph(answerBooks), startFakeSubgraph(answerReviews)]);
  const supergraph = writeSupergraph([
    { name: "books", url: books.url, sdl: BOOKS },
    { name: "reviews", url: reviews.url, sdl: REVIEWS },
  ]);
  const router = await startProcess("router/main", { SUPERGRAPH_PATH: supergraph, ...variables });
  return {
    router,
    books,
    reviews,
    holdReviews() {
      const held: ServerResponse[] = [];
      const answers: (() => void)[] = [];
      reviews.respondWith((response, request) => {
        held.push(response);
        answers.push(() => answerReviews(response, request));
      });
      return {
        held,
        release() {
          reviews.respondWith(answerReviews);
          for (const answer of answers) answer();
        },
      };
    },
  };
}
