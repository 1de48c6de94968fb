import { describe, expect, it } from "@jest/globals";
import { readRequestLog } from "../support/request-log.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

const SDL = `
  type Query { hello: String  secret: String @authenticated  node: Node @authenticated }
  type Mutation { touch: String @authenticated }
  type Node { secret: String  node: Node }`;
const graph = await startGuardedGraph({ MAX_ALIAS_LENGTH: "0", MAX_DOCUMENT_BYTES: "0" }, SDL, {
  hello: "there",
});

const LONGEST_REFUSAL = 16 * 1024;

function alias(count: number, field: string, length = 1): string {
  return Array.from({ length: count }, (_, index) => `${"a".repeat(length)}${index}: ${field}`).join(" ");
}

describe("a refusal tells at most five errors", () => {
  it.each<[what: string, query: string, status: number]>([
    ["of twenty fields that need a sign-in", `{ ${alias(20, "secret")} }`, 401],
    ["of five mutations that need a sign-in", `mutation { ${alias(5, "touch")} }`, 401],
    ["of thirty unknown fields", `{ node { ${alias(30, "unknown")} } }`, 400],
  ])("%s", async (_what, query, status) => {
    const answer = await graph.expectNothingExecuted(() => graph.send(query));
    expect({ status: answer.status, errors: answer.errors?.length }).toEqual({ status, errors: 5 });
    expect(answer.body.length).toBeLessThan(LONGEST_REFUSAL);
  });
});

it.each<[what: string, query: string]>([
  ["one long name", `{ ${alias(1, "secret", 100_000)} }`],
  ["many long names", `{ ${alias(20, "secret", 5_000)} }`],
  ["long names inside each other", `{ ${alias(1, `node { ${alias(20, "secret", 5_000)} }`, 50_000)} }`],
])("a refusal of %s is short, and says why", async (_what, query) => {
  const answer = await graph.expectNothingExecuted(() => graph.send(query));
  expect(answer).toMatchObject({ status: 401, data: undefined });
  expect(new Set(answer.codes)).toEqual(new Set(["UNAUTHENTICATED"]));
  expect(answer.body.length).toBeLessThan(LONGEST_REFUSAL);
});

it("an answer with data tells all its errors", async () => {
  const answer = await graph.send(`{ hello ${alias(15, "secret")} }`);
  expect(answer).toMatchObject({ status: 200, data: { hello: "there", a14: null } });
  expect(answer.errors).toHaveLength(15);
  expect(answer.errors?.at(-1)?.path).toEqual(["a14"]);
});

describe("the access log names the codes of what is refused before it is parsed", () => {
  it("for a document that is too large", async () => {
    const { headers } = await graph.send(`{ ${"hello ".repeat(300)} }`);
    const lines = await readRequestLog(graph.router, headers.get("x-request-id"));
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: "request", status: 400, errorCodes: ["OPERATION_TOO_LARGE"] }),
    );
  });

  it("for a token that is not valid", async () => {
    const { headers } = await graph.send("{ hello }", { token: "bad" });
    const lines = await readRequestLog(graph.router, headers.get("x-request-id"));
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: "request", status: 401, errorCodes: ["UNAUTHENTICATED"] }),
    );
  });

  it("for a request too many", async () => {
    const limited = await startGuardedGraph({ RATE_LIMIT: "1", RATE_LIMIT_BURST: "1" }, SDL);
    await limited.send("{ hello }");
    const { headers } = await limited.send("{ hello }");
    // The last line of all, once the process has ended.
    await limited.router.stop();
    const line = limited.router.logLines().find(({ reqId }) => reqId === headers.get("x-request-id"));
    expect(line).toMatchObject({ msg: "request", status: 429, errorCodes: ["RATE_LIMITED"] });
  });
});
