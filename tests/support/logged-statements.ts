import { randomUUID } from "node:crypto";
import { sendOperation } from "./graphql-client.ts";
import type { TestProcess } from "./process.ts";
import { waitFor } from "./wait-for.ts";

/** How many SQL statements `subgraph`, which logs at the level `debug`, has executed so far. */
export async function countLoggedStatements(subgraph: TestProcess): Promise<number> {
  return (await readLoggedStatements(subgraph)).length;
}

/** The SQL statements that `subgraph`, which logs at the level `debug`, has executed so far. */
export async function readLoggedStatements(subgraph: TestProcess): Promise<string[]> {
  // A process logs in order: when the line of a request sent now is there, so are all lines of earlier ones.
  const requestId = randomUUID();
  const headers = { "x-request-id": requestId };
  await sendOperation(subgraph.url, "{ __typename }", { headers, asRouter: true });
  const lines = await waitFor(`the log line of request ${requestId}`, () => {
    const written = subgraph.logLines();
    return written.some((line) => line.reqId === requestId) && written;
  });
  return lines.filter(({ msg }) => msg === "statement").map(({ sql }) => String(sql));
}
