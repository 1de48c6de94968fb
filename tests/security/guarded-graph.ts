import { expect } from "@jest/globals";
import { answerJson, type FakeSubgraph, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { type Answer, type SendOptions, sendOperation } from "../support/graphql-client.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
import { measureServerSeconds } from "../support/server-processor-time.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

/** The subgraph. */
export const GUARDED_SDL = `
  type Query { hello: String  node: Node  find(ids: [Int!]): String  save(input: Input): String }
  type Mutation { touch: String }
  type Node { id: ID  node: Node }
  input Input { name: String  more: Input }`;

/** What `{ hello }` gives. */
export const PRODUCTS_ASKED = { hello: "there" };

const DATA = { ...PRODUCTS_ASKED, node: null, find: null, save: null, touch: null };

/** A refusal keeps the processor for a few milliseconds; what it prevents, for seconds. */
const AT_ONCE_SECONDS = 1;

/** A router over one subgraph under the test's control, to see what gets through to it. */
export interface GuardedGraph {
  readonly router: TestProcess;
  readonly subgraph: FakeSubgraph;
  send(query: string, options?: SendOptions): Promise<Answer<unknown>>;
  /** Runs `attack`. Fails when anything reached the subgraph meanwhile. */
  expectNothingExecuted<Result>(attack: () => Promise<Result>): Promise<Result>;
  /** As `expectNothingExecuted`; fails as well when the router computed for long meanwhile. */
  expectRefusedAtOnce<Result>(attack: () => Promise<Result>): Promise<Result>;
}

/** Starts the graph with the router's `variables`. It is stopped after the file's tests. */
export async function startGuardedGraph(
  variables: Variables = {},
  sdl = GUARDED_SDL,
  data: object = DATA,
): Promise<GuardedGraph> {
  const subgraph = await startFakeSubgraph(answerJson({ data }));
  const router = await startProcess("router/main", {
    SUPERGRAPH_PATH: writeSupergraph([{ name: "guarded", url: subgraph.url, sdl }]),
    ...variables,
  });
  async function expectNothingExecuted<Result>(attack: () => Promise<Result>): Promise<Result> {
    const before = subgraph.requests.length;
    const result = await attack();
    expect(subgraph.requests).toHaveLength(before);
    return result;
  }
  return {
    router,
    subgraph,
    send: (query, options) => sendOperation(router.url, query, options),
    expectNothingExecuted,
    async expectRefusedAtOnce(attack) {
      const { result, seconds } = await measureServerSeconds([router], () => expectNothingExecuted(attack));
      expect(seconds).toBeLessThan(AT_ONCE_SECONDS);
      return result;
    },
  };
}
