import { randomUUID } from "node:crypto";
import { sendOperation } from "./graphql-client.ts";
import type { TestProcess } from "./process.ts";
import { waitFor } from "./wait-for.ts";

/** The log lines that `process` has written for the request `requestId`, once all of them have arrived. */
export async function readRequestLog(
  process: TestProcess,
  requestId: string | null,
): Promise<Record<string, unknown>[]> {
  await waitForLog(process);
  return findLines(process, requestId);
}

/** Which of `processes` were sent anything for the request `requestId`: none, when nothing was executed. */
export async function findAsked(processes: readonly TestProcess[], requestId: string | null): Promise<string[]> {
  await Promise.all(processes.map(waitForLog));
  return processes.filter((process) => findLines(process, requestId).length > 0).map(({ name }) => name);
}

/** Waits until what `process` has logged so far has arrived here: a process writes its lines in their order. */
async function waitForLog(process: TestProcess): Promise<void> {
  const lastId = randomUUID();
  const headers = { "x-request-id": lastId };
  await sendOperation(process.url, "{ __typename }", { headers, asRouter: true });
  await waitFor(`the log of ${process.name}`, () => findLines(process, lastId).length > 0);
}

function findLines(process: TestProcess, requestId: string | null): Record<string, unknown>[] {
  if (requestId === null) throw new Error("the answer has no request id");
  return process.logLines().filter((line) => line.reqId === requestId);
}
