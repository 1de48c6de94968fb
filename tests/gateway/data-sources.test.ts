import {
  type GatewayConfig,
  type GraphQLDataSource,
  LocalGraphQLDataSource,
  RemoteGraphQLDataSource,
} from "@apollo/gateway";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { parse, print, stripIgnoredCharacters } from "graphql";
import { answerJson } from "../support/fake-subgraph.ts";
import { type Ask, GATEWAYS, serve } from "./support/apollo-server.ts";
import { answerProducts, answerReviews, REVIEWS, type Shop, startShop } from "./support/shop.ts";

const request = {
  query: "query Page($first: Int) { products { name reviews(first: $first) { text } } }",
  variables: { first: 1 },
};
const PAGE = {
  data: { products: ["Table", "Chair", "Lamp"].map((name) => ({ name, reviews: [{ text: "good" }] })) },
};

interface Context {
  token?: string;
}
type Source = RemoteGraphQLDataSource<Context>;
type Sent = Parameters<NonNullable<Source["willSendRequest"]>>[0];
type Received = Parameters<NonNullable<Source["didReceiveResponse"]>>[0];

/** What a data source is asked, as far as two executors can agree on it. */
function describeCall(options: Parameters<GraphQLDataSource["process"]>[0]) {
  const { kind, request: sent, context } = options;
  if (kind !== "incoming operation") return { kind };
  const { incomingRequestContext: client, pathInIncomingRequest, document } = options;
  return {
    kind,
    query: sent.query,
    variables: { ...sent.variables },
    operationName: sent.operationName,
    headers: [...(sent.http?.headers ?? [])],
    context,
    pathInIncomingRequest,
    document: document && stripIgnoredCharacters(print(document)),
    client: [client.operationName, client.request.variables, client.request.http?.headers.get("x-client")],
  };
}

let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
});

describe.each(GATEWAYS)("with $name, a data source", ({ create }) => {
  function start(buildService: GatewayConfig["buildService"]): Promise<Ask> {
    return serve(create({ supergraphSdl: shop.supergraphSdl, ...(buildService ? { buildService } : {}) }));
  }

  it("is a RemoteGraphQLDataSource by default", async () => {
    const ask = await start(undefined);
    expect((await ask(request)).body).toEqual(PAGE);
  });

  it("sets headers from the context before it sends", async () => {
    class Authorizing extends RemoteGraphQLDataSource<Context> {
      override async willSendRequest({ request, context }: Sent) {
        request.http?.headers.set("x-token", `${context.token}`);
      }
    }
    const ask = await start(({ url = "" }) => new Authorizing({ url }));
    expect((await ask({ ...request, headers: { authorization: "secret" } })).body).toEqual(PAGE);
    for (const { requests } of [shop.products, shop.reviews]) {
      expect(requests.at(-1)?.headers["x-token"]).toBe("secret");
    }
  });

  it("reads the client's headers, and sets those of the answer", async () => {
    class Passing extends RemoteGraphQLDataSource<Context> {
      override willSendRequest(options: Sent) {
        if (options.kind !== "incoming operation") return;
        const { request: client, response } = options.incomingRequestContext;
        options.request.http?.headers.set("x-client", client.http?.headers.get("x-client") ?? "");
        response?.http?.headers.set("x-asked", `${options.pathInIncomingRequest?.join(".")}`);
      }
    }
    const ask = await start(({ url = "" }) => new Passing({ url }));
    const { headers } = await ask({ ...request, headers: { "x-client": "phone" } });
    expect(shop.reviews.requests.at(-1)?.headers["x-client"]).toBe("phone");
    expect(headers.get("x-asked")).toBe("products.@");
  });

  it("changes what it has received", async () => {
    class Changing extends RemoteGraphQLDataSource<Context> {
      override didReceiveResponse({ response, context, request }: Received) {
        if (context?.token !== "secret" || request.operationName !== "Names__products__0")
          throw new Error("not as sent");
        const [product] = response.data?.products ?? [];
        if (product) product.name = `${response.http?.headers.get("content-type")}`;
        return response;
      }
    }
    const ask = await start(({ url = "" }) => new Changing({ url }));
    const { body } = await ask({
      query: "query Names { products { name } }",
      headers: { authorization: "secret" },
    });
    expect(body).toMatchObject({ data: { products: [{ name: "application/json" }, { name: "Chair" }, {}] } });
  });

  it("is told of a request that failed", async () => {
    const failed: unknown[] = [];
    class Failing extends RemoteGraphQLDataSource<Context> {
      override didEncounterError(...[error, , response, context]: Parameters<Source["didEncounterError"]>) {
        failed.push([error.message, response?.status, context?.token]);
        throw new Error("something else");
      }
    }
    const ask = await start(({ url = "" }) => new Failing({ url }));
    shop.reviews.respondWith(answerJson({}, 503));
    const { body } = await ask({ ...request, headers: { authorization: "secret" } });
    shop.reviews.respondWith(answerReviews(REVIEWS));
    expect(failed).toEqual([["503: Service Unavailable", 503, "secret"]]);
    expect(body.errors?.[0]?.message).toBe("something else");
    expect(body.data).toMatchObject({ products: [{ name: "Table", reviews: null }, {}, {}] });
  });

  it("sends hashes for queries that a subgraph knows", async () => {
    const ask = await start(({ url = "" }) => new RemoteGraphQLDataSource({ url, apq: true }));
    const before = shop.products.requests.length;
    shop.products.respondWith(answerJson({ data: { products: [] } }));
    await ask({ query: "{ products { id } }" });
    shop.products.respondWith(answerProducts);
    const [{ body } = { body: {} }] = shop.products.requests.slice(before);
    expect(body).toMatchObject({ extensions: { persistedQuery: { version: 1 } } });
    expect(body).not.toHaveProperty("query");
  });

  it("has its subgraph's Cache-Control count for the answer", async () => {
    const ask = await start(undefined);
    const { headers } = await ask(request);
    expect(headers.get("cache-control")).toBe("max-age=60, public");
  });

  it("may be a schema in the same process, or anything with process", async () => {
    const schema = buildSubgraphSchema({
      typeDefs: parse(REVIEWS),
      resolvers: {
        Product: {
          reviews: (...[, , context]: unknown[]) => [{ id: "1", text: (context as Context).token }],
        },
      },
    });
    const ask = await start(({ name, url = "" }) =>
      name === "reviews"
        ? new LocalGraphQLDataSource(schema)
        : { process: (options) => new RemoteGraphQLDataSource({ url }).process(options) },
    );
    const { body } = await ask({ ...request, headers: { authorization: "secret" } });
    expect(body).toMatchObject({ data: { products: [{ reviews: [{ text: "secret" }] }, {}, {}] } });
  });

  it("may give the same answer again and again, with null for errors", async () => {
    const kept = new Map<string, ReturnType<RemoteGraphQLDataSource["process"]>>();
    const ask = await start(({ name, url = "" }) => {
      const source = new RemoteGraphQLDataSource({
        url,
        didReceiveResponse: ({ response }) => Object.assign(response, { errors: null }),
      });
      return {
        process(options) {
          const known = kept.get(name) ?? source.process(options);
          kept.set(name, known);
          return known;
        },
      };
    });
    for (let count = 0; count < 3; count++) expect((await ask(request)).body).toEqual(PAGE);
  });

  it("is built once for a subgraph, whatever health checks build", async () => {
    const built: string[] = [];
    let check: () => Promise<void> = async () => undefined;
    const gateway = create({
      async supergraphSdl({ healthCheck }) {
        check = () => healthCheck(shop.supergraphSdl);
        return { supergraphSdl: shop.supergraphSdl };
      },
      buildService: ({ name, url = "" }) => {
        const number = built.push(name);
        return new RemoteGraphQLDataSource({
          url,
          willSendRequest: ({ request }) => void request.http?.headers.set("x-number", `${number}`),
        });
      },
    });
    const ask = await serve(gateway);
    await check();
    await ask({ query: "{ products { id } }" });
    expect(built).toEqual(["products", "reviews", "products", "reviews"]);
    expect(shop.products.requests.at(-1)?.headers["x-number"]).toBe("1");
  });
});

it("gives a data source the same calls as Apollo's gateway does", async () => {
  const operations = [
    request,
    { query: 'mutation Change { rename(id: "2", name: "Stool") { name reviews { id } } }' },
    { query: '{ a: product(id: "1") { reviews { text } } b: product(id: "2") { id reviews { text } } }' },
    { query: 'query ($id: ID = "3") { product(id: $id) { name } }', variables: {} },
  ];
  const [stock, own] = await Promise.all(
    GATEWAYS.map(async ({ create }) => {
      const calls: unknown[] = [];
      const gateway = create({
        supergraphSdl: shop.supergraphSdl,
        queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
        buildService: ({ name, url = "" }) => ({
          process(options) {
            calls.push({ name, ...describeCall(options) });
            return new RemoteGraphQLDataSource({ url }).process(options);
          },
        }),
      });
      const ask = await serve(gateway);
      for (const operation of operations) {
        await ask({ ...operation, headers: { authorization: "secret", "x-client": "phone" } });
      }
      return calls;
    }),
  );
  expect(stock).not.toEqual([]);
  expect(own).toEqual(stock);
});
