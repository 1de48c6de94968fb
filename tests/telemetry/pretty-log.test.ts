import { describe, expect, it } from "@jest/globals";
import { formatPrettyLine } from "../../packages/server/logging/pretty-log-line.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { waitFor } from "../support/wait-for.ts";

const TIME = "2026-01-02T03:04:05.678Z";
const CLOCK = /^\d\d:\d\d:\d\d /;

/** The line for people, without the time, which is that of this machine's zone. */
function format(entry: object): string {
  const line = formatPrettyLine(JSON.stringify({ level: "info", time: TIME, service: "books", ...entry }));
  expect(line).toMatch(CLOCK);
  return line.replace(CLOCK, "");
}

describe("a log line for people", () => {
  it("says of a request what was asked, how it went and how long it took, on one line", () => {
    const request = { method: "POST", path: "/graphql", status: 200, durationMs: 3.5, operationName: "Find" };
    expect(format({ reqId: "1", ...request, errorCodes: ["NOT_FOUND"], msg: "request" })).toBe(
      "INFO  POST /graphql 200 3.5 ms operationName=Find errorCodes=[ 'NOT_FOUND' ]\n",
    );
  });

  it("has the stack of an error below it", () => {
    const err = { type: "Error", message: "no", stack: "Error: no\n    at here\n    at there" };
    expect(format({ level: "error", err, msg: "it failed", subgraph: "books" })).toBe(
      "ERROR it failed subgraph=books\n    Error: no\n        at here\n        at there\n",
    );
  });

  it("cannot be made two, nor move the cursor, by what a client sends", () => {
    const path = "/a\n03:04:05 ERROR \u001b[2Jfaked\u0007";
    expect(format({ method: "GET", path, status: 404, durationMs: 1, msg: "request" })).toBe(
      "INFO  GET /a 03:04:05 ERROR  [2Jfaked  404 1 ms\n",
    );
  });
});

it("is what a process with LOG_FORMAT=pretty writes, in colour where FORCE_COLOR asks for it", async () => {
  const variables = { LOG_FORMAT: "pretty", FORCE_COLOR: "1", DATA_DIR: createDataFolder() };
  const accounts = await startProcess("subgraphs/accounts/main", variables);
  await sendOperation(accounts.url, "query Find { __typename }", { asRouter: true });
  await waitFor("the line", () =>
    accounts
      .output()
      .split("\n")
      .some((line) =>
        // biome-ignore lint/suspicious/noControlCharactersInRegex: it is the colour that is looked for
        /^\d\d:\d\d:\d\d \u001b\[32mINFO \u001b\[39m POST \/graphql 200 [\d.]+ ms operationName=Find$/.test(line),
      ),
  );
});
