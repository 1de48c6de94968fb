import { createServer, type RequestListener } from "node:http";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { describe, expect, it } from "@jest/globals";
import { Client, fetchExchange } from "@urql/core";
import { parse } from "graphql";
import { createClient } from "graphql-sse";
import { startProcess } from "../../support/process.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { FEDERATION_LINK, writeSupergraph } from "../../support/supergraph-file.ts";
import { waitFor } from "../../support/wait-for.ts";

const SDL = `
  type Query { ready: Boolean }
  type Subscription { counted(to: Int!): Count  secret: Int @authenticated }
  type Count @key(fields: "id") { id: ID! }`;
const NAMES = `
  type Query { named: Boolean }
  type Count @key(fields: "id") { id: ID! name: String }`;

/** Its own types would change those of graphql for the whole project. */
const YOGA: string = "graphql-yoga";

/** How many streams are open at the subgraph. */
let open = 0;
const counts = await startYoga(SDL, {
  Subscription: {
    counted: {
      subscribe: async function* (_root: unknown, { to }: { to: number }) {
        open += 1;
        try {
          for (let id = 1; id <= to; id += 1) yield { counted: { id } };
        } finally {
          open -= 1;
        }
      },
    },
  },
});
const names = await startYoga(NAMES, {
  Count: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `number ${id}` }) },
});
const SUPERGRAPH_PATH = writeSupergraph([
  { name: "counts", url: counts, sdl: SDL },
  { name: "names", url: names, sdl: NAMES },
]);
const router = await startProcess("router/main", { SUPERGRAPH_PATH });
const url = `${router.url}/graphql`;

const QUERY = "subscription Counted { counted(to: 2) { id name } }";
const EVENTS = ["1", "2"].map((id) => ({ counted: { id, name: `number ${id}` } }));
const REFUSED = "subscription Refused { secret }";

async function startYoga(sdl: string, resolvers: object): Promise<string> {
  const typeDefs = parse(FEDERATION_LINK + sdl);
  const schema = buildSubgraphSchema({ typeDefs, resolvers: resolvers as Record<string, never> });
  const { createYoga } = (await import(YOGA)) as { readonly createYoga: (options: object) => RequestListener };
  const server = createServer(createYoga({ schema, logging: false }));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  stopAfterTests(async () => server.closeAllConnections());
  stopAfterTests(async () => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/graphql`;
}

/** What a client gets, until its subscription ends. */
interface Heard {
  readonly data: unknown[];
  readonly codes: unknown[];
}

type Listen = (query: string, heard: Heard) => Promise<void>;

const byApolloClient: Listen = async (source, { data, codes }) => {
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });
  await new Promise<void>((resolve) => {
    client.subscribe({ query: gql(source) }).subscribe({
      next(result) {
        if (result.error !== undefined) codes.push(readCodes(result.error));
        else data.push(result.data);
      },
      complete: resolve,
    });
  });
  client.stop();
};

const byUrql =
  (accept: string): Listen =>
  async (source, { data, codes }) => {
    const exchanges = [fetchExchange];
    const client = new Client({
      url,
      exchanges,
      preferGetMethod: false,
      fetchSubscriptions: true,
      fetchOptions: { headers: { accept } },
    });
    await new Promise<void>((resolve) => {
      client.subscription(source, {}).subscribe((result) => {
        // The last result comes again with the end.
        if (!result.hasNext) resolve();
        else if (result.error !== undefined) codes.push(readCodes(result.error.graphQLErrors[0]));
        else if (result.data) data.push(result.data);
      });
    });
  };

const byGraphqlSse: Listen = async (query, { data, codes }) => {
  for await (const result of createClient({ url, retryAttempts: 0 }).iterate({ query })) {
    if (result.errors !== undefined) codes.push(readCodes(result.errors[0]));
    else data.push(result.data);
  }
};

const byGet: Listen = async (query, { data, codes }) => {
  const headers = { accept: "text/event-stream" };
  const text = await (await fetch(`${url}?query=${encodeURIComponent(query)}`, { headers })).text();
  for (const [json = ""] of text.matchAll(/(?<=data: )\{.*/g)) {
    const result = JSON.parse(json);
    if (result.errors === undefined) data.push(result.data);
    else codes.push(readCodes(result.errors[0]));
  }
};

function readCodes(error: unknown): unknown {
  return /UNAUTHENTICATED/.exec(JSON.stringify(error) + String((error as Error).message))?.[0] ?? error;
}

const CLIENTS: [client: string, listen: Listen][] = [
  ["Apollo Client", byApolloClient],
  ["urql, by events", byUrql("text/event-stream, multipart/mixed")],
  ["urql, by parts", byUrql("multipart/mixed")],
  ["graphql-sse", byGraphqlSse],
  ["a GET", byGet],
];

describe.each(CLIENTS)("%s", (_name, listen) => {
  it("gets each event, completed by another subgraph, and the end", async () => {
    const heard: Heard = { data: [], codes: [] };
    await listen(QUERY, heard);
    expect(JSON.parse(JSON.stringify(heard), withoutTypename)).toEqual({ data: EVENTS, codes: [] });
    await waitFor("the end at the subgraph", () => open === 0);
  });
});

// By parts alone, urql aborts its own request when it has the refusal, and fails for that.
describe.each(CLIENTS.filter(([name]) => name !== "urql, by parts"))("%s", (_name, listen) => {
  it("is told why a subscription is refused, and that it is over", async () => {
    const heard: Heard = { data: [], codes: [] };
    await listen(REFUSED, heard);
    expect(heard.data.every((data) => data === undefined || data === null)).toBe(true);
    expect(heard.codes).toHaveLength(1);
    expect(JSON.stringify(heard.codes)).toMatch(/UNAUTHENTICATED|401/);
  });
});

function withoutTypename(key: string, value: unknown): unknown {
  return key === "__typename" ? undefined : value;
}
