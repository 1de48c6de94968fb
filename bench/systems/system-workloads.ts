import type { PreparedData } from "../data/prepare-data.ts";
import type { LoadRequest } from "../measure/load.ts";
import { buildRequest } from "../workloads.ts";
import { buildMixedSequences } from "./mixed-sequences.ts";
import { readStoredOperations, requireOperation } from "./stored-operations.ts";
import { varyOperations } from "./vary-operations.ts";

/** What users ask of a whole system. */
export interface SystemWorkload {
  readonly name: string;
  /** One list of requests for each client, or one for all. */
  buildSequences(data: PreparedData): Promise<readonly (readonly LoadRequest[])[]>;
}

const LIST_QUERY = "{ books(first: 20) { nodes { id title author } } }";
const BOOK_QUERY = "query One($id: ID!) { book(id: $id) { id title author } }";
const ADD_BOOK =
  "mutation AddBook($title: String!, $author: String!) { addBook(title: $title, author: $author) { id } }";

const VARIATIONS = 500;
export const SYSTEM_CONNECTIONS = 16;

/** What the Flask system answers, too. */
export const LIST_OF_BOOKS: SystemWorkload = repeat("list of 20 books", () => buildRequest(LIST_QUERY));

export const MISSION: SystemWorkload = {
  name: "mission query",
  async buildSequences() {
    return [[{ body: buildRequest(requireOperation(await readStoredOperations(), "BooksWithComments").document) }]];
  },
};

export const ONE_BOOK: SystemWorkload = repeat("one book", ({ bookIds: [id] }) => buildRequest(BOOK_QUERY, { id }));

/** What is measured of whole systems. Nothing was tuned for variations and mix. */
export const SYSTEM_WORKLOADS: readonly SystemWorkload[] = [
  MISSION,
  LIST_OF_BOOKS,
  ONE_BOOK,
  {
    name: `${VARIATIONS} variations of the stored operations`,
    async buildSequences(data) {
      const bodies = varyOperations(await readStoredOperations(), data, VARIATIONS);
      return [bodies.map((body) => ({ body }))];
    },
  },
  {
    name: "all stored operations, a twentieth writes",
    buildSequences: async (data) => buildMixedSequences(await readStoredOperations(), data, SYSTEM_CONNECTIONS),
  },
  // Behind those that read: the faster a system is, the more books it has after this.
  repeat("addBook", () => buildRequest(ADD_BOOK, { title: "Kokoro", author: "Natsume Sōseki" })),
];

function repeat(name: string, build: (data: PreparedData) => string): SystemWorkload {
  return { name, buildSequences: async (data) => [[{ body: build(data) }]] };
}
