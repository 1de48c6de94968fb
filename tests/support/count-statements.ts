import { randomUUID } from "node:crypto";
import { waitUntilFollowed } from "./book-feed.ts";
import { sendOperation } from "./graphql-client.ts";
import type { TestProcess } from "./process.ts";
import type { Stack } from "./stack.ts";
import { waitFor } from "./wait-for.ts";

/** How many SQL statements each subgraph has executed. */
export interface StatementCounts {
  readonly accounts: number;
  readonly books: number;
  readonly comments: number;
}

/** How many SQL statements `operation` costs; the stack logs at the level `debug`, and does nothing else meanwhile. */
export async function countStatements(
  stack: Stack,
  operation: () => Promise<unknown>,
): Promise<StatementCounts> {
  await waitUntilFollowed(stack);
  const before = await countAll(stack);
  await operation();
  const after = await countAll(stack);
  return {
    accounts: after.accounts - before.accounts,
    books: after.books - before.books,
    comments: after.comments - before.comments,
  };
}

async function countAll({ accounts, books, comments }: Stack): Promise<StatementCounts> {
  const [ofAccounts, ofBooks, ofComments] = await Promise.all(
    [accounts, books, comments].map(countLoggedStatements),
  );
  return { accounts: ofAccounts ?? 0, books: ofBooks ?? 0, comments: ofComments ?? 0 };
}

/**
 * How many SQL statements `subgraph`, which logs at the level `debug`, has executed so far, but for those by which books
 * looks for events every now and then.
 */
export async function countLoggedStatements(subgraph: TestProcess): Promise<number> {
  // A process logs in order: when the line of a request sent now is there, so are all lines of earlier ones.
  const requestId = randomUUID();
  const headers = { "x-request-id": requestId };
  await sendOperation(subgraph.url, "{ __typename }", { headers, asRouter: true });
  const lines = await waitFor(`the log line of request ${requestId}`, () => {
    const written = subgraph.logLines();
    return written.some((line) => line.reqId === requestId) && written;
  });
  return lines.filter(({ msg, sql }) => msg === "statement" && !String(sql).includes("BookEvent")).length;
}
