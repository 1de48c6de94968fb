import { expect, it } from "@jest/globals";
import { readRequestLog } from "../support/request-log.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

const LIST = "{ list(first: 100000) { id } }";
const SDL = "type Query { list(first: Int): [Item] } type Item { id: ID }";

it("the first request of a process is refused as fast as any", async () => {
  const graph = await startGuardedGraph({}, SDL);
  const answer = await graph.expectRefusedAtOnce(() => graph.send(LIST));
  expect(answer.codes).toEqual(["COST_LIMIT_EXCEEDED"]);
});

it("what a process does to be fast from the first is in no log and no limit", async () => {
  const graph = await startGuardedGraph({ RATE_LIMIT: "1", RATE_LIMIT_BURST: "1" }, SDL);
  const { status, headers } = await graph.send(LIST);
  expect(status).toBe(400);
  await readRequestLog(graph.router, headers.get("x-request-id"));
  const [first] = graph.router.logLines().filter(({ msg }) => msg === "request");
  expect(first?.reqId).toBe(headers.get("x-request-id"));
});
