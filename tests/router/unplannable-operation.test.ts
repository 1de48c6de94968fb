import { expect, it } from "@jest/globals";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { readRequestLog } from "../support/request-log.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const TYPES = Array.from({ length: 24 }, (_, index) => `Medium${index}`);
const declareTypes = (fields: string) =>
  TYPES.map((name) => `type ${name} implements Medium @key(fields: "id") { id: ID! ${fields} }`).join("\n");
const details = `interface Medium { id: ID! next: Medium } ${declareTypes("next: Medium @shareable")}`;

const { url } = await startFakeSubgraph(answerJson({ data: { media: [] } }));
const router = await startProcess("router/main", {
  MAX_DEPTH: "20",
  SUPERGRAPH_PATH: writeSupergraph([
    {
      name: "media",
      url,
      sdl: `type Query { media: [Medium] } interface Medium { id: ID! } ${declareTypes("")}`,
    },
    { name: "one", url, sdl: details },
    { name: "other", url, sdl: details },
  ]),
});
const UNPLANNABLE = "query Deep { media { next { next { next { next { id } } } } } }";

it("refuses a valid operation that cannot be planned, and goes on with others", async () => {
  const { status, errors, data } = await sendOperation(router.url, UNPLANNABLE);
  expect({ status, errors, data }).toEqual({
    status: 400,
    errors: [
      {
        message: "The router found no way to execute this operation. Ask for it in smaller parts.",
        extensions: { code: "QUERY_PLANNING_FAILED" },
      },
    ],
    data: undefined,
  });
  expect((await sendOperation(router.url, "{ media { next { id } } }")).data).toEqual({ media: [] });
});

it("logs the planner's reason, and the code in the line of the request", async () => {
  const { headers } = await sendOperation(router.url, UNPLANNABLE);
  const lines = await readRequestLog(router, headers.get("x-request-id"));
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        level: "error",
        code: "QUERY_PLANNING_FAILED",
        err: expect.objectContaining({ message: "too many types to tell apart" }),
      }),
      expect.objectContaining({ operationName: "Deep", errorCodes: ["QUERY_PLANNING_FAILED"] }),
    ]),
  );
});
