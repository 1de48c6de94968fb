import { ApolloClient, type DocumentNode, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { Defer20220824Handler, GraphQL17Alpha9Handler } from "@apollo/client/incremental";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { createClient } from "graphql-sse";
import { answerReviews, INITIAL, QUERY, startShelfGraph, WHOLE } from "./shelf-graph.ts";

const graph = await startShelfGraph();
const url = `${graph.router.url}/graphql`;

afterEach(() => graph.reviews.respondWith(answerReviews));

/** The data of each result that `subscribe` brings, where reviews answer once the first has come. */
async function collect(
  subscribe: (next: (data: unknown) => void, complete: () => void, error: (reason: unknown) => void) => void,
): Promise<unknown[]> {
  const { release } = graph.holdReviews();
  const results: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    subscribe(
      (data) => {
        results.push(structuredClone(data));
        release();
      },
      resolve,
      reject,
    );
  });
  return results;
}

describe("Apollo Client takes an answer in parts", () => {
  it.each([
    ["Defer20220824Handler", () => new Defer20220824Handler()],
    ["GraphQL17Alpha9Handler", () => new GraphQL17Alpha9Handler()],
  ])("by its %s", async (_name, createHandler) => {
    const client = new ApolloClient({
      link: new HttpLink({ uri: url }),
      cache: new InMemoryCache(),
      // Its own types do not fit each other where optional members are exact.
      incrementalHandler: createHandler() as Defer20220824Handler,
    });
    const query: DocumentNode = gql(QUERY);
    const results = await collect((next, complete, error) => {
      const watched = client.watchQuery({ query, fetchPolicy: "network-only" });
      watched.subscribe((result) => {
        if (result.error !== undefined) return error(result.error);
        if (result.dataState !== "empty") next(result.data);
        if (result.dataState === "complete" && !result.loading) complete();
      });
    });
    client.stop();
    expect(results.length).toBeGreaterThanOrEqual(2);
    expect(withoutTypenames(results[0])).toEqual(INITIAL);
    expect(withoutTypenames(results.at(-1))).toEqual(WHOLE);
  });
});

describe("urql takes an answer in parts", () => {
  it("as it asks for it", async () => {
    const client = new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });
    const results = await collect((next, complete, error) => {
      client.query(QUERY, {}).subscribe((result) => {
        if (result.error !== undefined) return error(result.error);
        next(result.data);
        if (!result.hasNext) complete();
      });
    });
    expect(results.length).toBeGreaterThanOrEqual(2);
    expect(withoutTypenames(results[0])).toEqual(INITIAL);
    expect(withoutTypenames(results.at(-1))).toEqual(WHOLE);
  });
});

describe("graphql-sse takes queries", () => {
  it("whole, as one event", async () => {
    const client = createClient({ url });
    const results: unknown[] = [];
    for await (const result of client.iterate({ query: QUERY })) results.push(result);
    expect(results).toEqual([{ data: WHOLE }]);
  });

  it("and gets the errors of one that is refused, at once", async () => {
    const client = createClient({ url, retryAttempts: 0 });
    const results: unknown[] = [];
    for await (const result of client.iterate({ query: "{ nothing }" })) results.push(result);
    expect(results).toMatchObject([{ errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] }]);
  });
});

function withoutTypenames(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, member) => (key === "__typename" ? undefined : member));
}
