import { readLoggedStatements } from "../../support/logged-statements.ts";
import type { TestProcess } from "../../support/process.ts";
import { waitUntilFollowed } from "./book-feed.ts";
import type { DemoStack } from "./demo-stack.ts";

/** How many SQL statements each subgraph has executed. */
export interface StatementCounts {
  readonly accounts: number;
  readonly books: number;
  readonly comments: number;
}

/** How many SQL statements `operation` costs; the stack logs at the level `debug`, and does nothing else meanwhile. */
export async function countStatements(stack: DemoStack, operation: () => Promise<unknown>): Promise<StatementCounts> {
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

async function countAll({ accounts, books, comments }: DemoStack): Promise<StatementCounts> {
  const [ofAccounts, ofBooks, ofComments] = await Promise.all([accounts, books, comments].map(countLoggedStatements));
  return { accounts: ofAccounts ?? 0, books: ofBooks ?? 0, comments: ofComments ?? 0 };
}

/** How many SQL statements `subgraph` has executed so far, but for those by which books looks for events. */
export async function countLoggedStatements(subgraph: TestProcess): Promise<number> {
  return (await readLoggedStatements(subgraph)).filter((sql) => !sql.includes("BookEvent")).length;
}
