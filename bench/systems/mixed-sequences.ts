import type { PreparedData } from "../data/prepare-data.ts";
import type { LoadRequest } from "../measure/load.ts";
import { buildRequest } from "../workloads.ts";
import { chooseBook, requireOperation, type StoredOperation, type Variables } from "./stored-operations.ts";

/** One request of so many is a write. */
const REQUESTS_PER_WRITE = 20;
/** Prime to the above: clients write at different times. */
const CLIENT_OFFSET = 7;

/** The writes of a client, in order: what it makes, it changes and deletes. */
const WRITES: readonly { readonly name: string; readonly keeps?: string; readonly ids?: Variables }[] = [
  { name: "AddBook", keeps: "addBook" },
  { name: "AddComment", keeps: "addComment" },
  { name: "UpdateBook", ids: { id: "{{addBook}}" } },
  { name: "UpdateComment", ids: { id: "{{addComment}}" } },
  { name: "DeleteComment", ids: { id: "{{addComment}}" } },
  { name: "DeleteBook", ids: { id: "{{addBook}}" } },
];

/** For each of `clients`, all stored operations in turn, with a write among every twenty. */
export function buildMixedSequences(
  operations: ReadonlyMap<string, StoredOperation>,
  data: PreparedData,
  clients: number,
): LoadRequest[][] {
  const reads = [...operations.values()].filter(({ isQuery }) => isQuery);
  const buildRead = (index: number): LoadRequest => {
    const { document, variables } = reads[index % reads.length] ?? { document: "", variables: {} };
    return { body: buildRequest(document, chooseBook(variables, data, index)) };
  };
  const buildWrite = (index: number, client: number): LoadRequest => {
    const { name, keeps, ids } = WRITES[index] ?? { name: "" };
    const { document, variables } = requireOperation(operations, name);
    const body = buildRequest(document, { ...chooseBook(variables, data, client), ...ids });
    return keeps === undefined ? { body } : { body, keeps };
  };
  return Array.from({ length: clients }, (_item, client) =>
    WRITES.flatMap((_write, index) =>
      Array.from({ length: REQUESTS_PER_WRITE }, (_each, position) =>
        position === (client * CLIENT_OFFSET) % REQUESTS_PER_WRITE
          ? buildWrite(index, client)
          : buildRead(client + index * REQUESTS_PER_WRITE + position),
      ),
    ),
  );
}
