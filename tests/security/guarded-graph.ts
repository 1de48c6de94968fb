import { expect } from "@jest/globals";
import { answerJson, type FakeSubgraph, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { type Answer, type SendOptions, sendOperation } from "../support/graphql-client.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
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

/**
 * A refusal takes a few milliseconds, and on a machine with much else to do a hundred times as long; what it prevents
 * takes seconds.
 */
export const AT_ONCE_MS = 1_000;

/** An answer, and how long it took. */
export type TimedAnswer = Answer<unknown> & { readonly durationMs: number };

/** A router over one subgraph under the test's control, to see what gets through to it. */
export interface GuardedGraph {
  readonly router: TestProcess;
  readonly subgraph: FakeSubgraph;
  send(query: string, options?: SendOptions): Promise<TimedAnswer>;
  /** Runs `attack`. Fails when anything reached the subgraph meanwhile. */
  expectNothingExecuted<Result>(attack: () => Promise<Result>): Promise<Result>;
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
  return {
    router,
    subgraph,
    async send(query, options) {
      const startedAt = performance.now();
      const answer = await sendOperation(router.url, query, options);
      return { ...answer, durationMs: performance.now() - startedAt };
    },
    async expectNothingExecuted(attack) {
      const before = subgraph.requests.length;
      const result = await attack();
      expect(subgraph.requests).toHaveLength(before);
      return result;
    },
  };
}
