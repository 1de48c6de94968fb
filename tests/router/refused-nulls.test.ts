import { describe, expect, it } from "@jest/globals";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const subgraph = await startFakeSubgraph(answerJson({ data: { list: [1], open: { id: "1" } } }));
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([
    {
      name: "only",
      url: subgraph.url,
      sdl: `
        type Query { list(first: Int! = 3): [Int]  open: Open  secret: Int @authenticated }
        type Mutation { touch(times: Int! = 1): Int  guarded: Int @authenticated }
        type Open { id: ID  hidden(n: Int! = 1): Int @authenticated }`,
    },
  ]),
});
const CONDITION = 'Argument "if" of non-null type "Boolean!" must not be null.';
const FIRST = 'Argument "first" of non-null type "Int!" must not be null.';
const refused = (message: string, path?: readonly string[]) => ({
  message,
  ...(path === undefined ? {} : { path }),
  extensions: { code: "BAD_USER_INPUT" },
});
const unauthenticated = (path: readonly string[]) =>
  expect.objectContaining({ path, extensions: { code: "UNAUTHENTICATED" } });

describe("a null where none may be", () => {
  it.each<[query: string, data: unknown, errors: readonly unknown[]]>([
    ["query ($v: Boolean = true) { list @include(if: $v) }", null, [refused(CONDITION)]],
    [
      "query ($v: Boolean = true) { open { id @skip(if: $v) } list }",
      { open: null, list: [1] },
      [refused(CONDITION, ["open"])],
    ],
    [
      "query ($v: Int = 1) { list(first: $v) open { id } }",
      { list: null, open: { id: "1" } },
      [refused(FIRST, ["list"])],
    ],
    ["query ($v: Int = 1) { list(first: $v) }", { list: null }, [refused(FIRST, ["list"])]],
    [
      "query ($v: Int = 1) { list(first: $v) open { id } secret }",
      { list: null, open: { id: "1" }, secret: null },
      [refused(FIRST, ["list"]), unauthenticated(["secret"])],
    ],
    ["query ($v: Boolean = true) { open { id } secret @include(if: $v) }", null, [refused(CONDITION)]],
    [
      "query ($v: Boolean = true) { open { id hidden @include(if: $v) } }",
      { open: null },
      [refused(CONDITION, ["open"])],
    ],
    ["mutation ($v: Boolean = true) { touch guarded @include(if: $v) }", null, [refused(CONDITION)]],
  ])("is told as the client's mistake: %s", async (query, data, errors) => {
    const answer = await sendOperation(router.url, query, { variables: { v: null } });
    expect({ data: answer.data, errors: answer.errors }).toEqual({ data, errors });
  });

  it("leaves the default to a variable that is absent", async () => {
    const query = "query ($v: Int = 1) { list(first: $v) }";
    expect((await sendOperation(router.url, query)).data).toEqual({ list: [1] });
  });
});
