import { type GatewayConfig, RemoteGraphQLDataSource } from "@apollo/gateway";
import type { ApolloServerPlugin } from "@apollo/server";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import { answerJson, answerText, type Respond } from "../support/fake-subgraph.ts";
import { type ClientAnswer, type ClientRequest, GATEWAYS, serve } from "./support/apollo-server.ts";
import { type Shop, startShop } from "./support/shop.ts";

const PAGE = { query: "query Page($first: Int) { products { name reviews(first: $first) { text } } }" };

interface Case {
  readonly name: string;
  readonly request?: ClientRequest;
  /** What the reviews subgraph answers. */
  readonly reviews?: Respond;
  /** What its data source throws. */
  readonly thrown?: Error;
}

class OutOfStock extends Error {}

const CASES: readonly Case[] = [
  {
    name: "an error of a subgraph, with its code",
    reviews: answerJson({
      data: { _entities: [{ reviews: null }, { reviews: [] }, { reviews: [] }] },
      errors: [
        {
          message: "no",
          path: ["_entities", 0, "reviews"],
          extensions: { code: "TEAPOT", more: { a: [1] } },
        },
      ],
    }),
  },
  {
    name: "an error of a subgraph alone",
    reviews: answerJson({ errors: [{ message: "no", extensions: {} }] }),
  },
  { name: "HTTP 401", reviews: answerJson({ why: "no token" }, 401) },
  { name: "HTTP 403", reviews: answerText("go away", "text/plain", 403) },
  { name: "HTTP 500", reviews: answerJson({ errors: [{ message: "stack" }] }, 500) },
  { name: "an answer that is not JSON", reviews: answerText("<html>", "text/html") },
  { name: "a connection that breaks", reviews: (response) => response.destroy() },
  {
    name: "an error with a code that a data source throws",
    thrown: coded("no seat", { code: "NO_SEAT", seats: 0 }),
  },
  { name: "any other error that a data source throws", thrown: new OutOfStock("out of stock") },
  { name: "a variable of the wrong type", request: { ...PAGE, variables: { first: "many" } } },
  { name: "a variable that is missing", request: { query: "query ($id: ID!) { product(id: $id) { id } }" } },
  { name: "an operation name that the document lacks", request: { ...PAGE, operationName: "Other" } },
  { name: "a field that does not exist", request: { query: "{ nothing }" } },
];

function coded(message: string, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, { extensions });
}

let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
});

/** Answers the case by a gateway, and tells the originals of its errors as plugins see them. */
async function answerCase(
  create: (config: GatewayConfig) => ReturnType<(typeof GATEWAYS)[number]["create"]>,
  { request = PAGE, reviews, thrown }: Case,
) {
  const originals = new Set<unknown>();
  const recorder: ApolloServerPlugin = {
    requestDidStart: async () => ({
      async didEncounterErrors({ errors }) {
        for (const error of errors) originals.add(thrown && (error === thrown || error.originalError === thrown));
      },
    }),
  };
  const gateway = create({
    supergraphSdl: shop.supergraphSdl,
    buildService: ({ name, url = "" }) =>
      name === "reviews" && thrown ? { process: () => Promise.reject(thrown) } : new RemoteGraphQLDataSource({ url }),
  });
  if (reviews) shop.reviews.respondWith(reviews);
  const answer = await (await serve(gateway, [recorder]))(request);
  return { answer, originals: [...originals] };
}

/** An answer without what ours has more: paths, one error for each of them, and the subgraph's name. */
function simplify({ status, body: { data, errors = [] } }: ClientAnswer) {
  const texts = errors.map(({ message, extensions: { serviceName: _subgraph, ...extensions } = {} }) =>
    JSON.stringify({ message, extensions }),
  );
  return { status, data, errors: [...new Set(texts)].map((text) => JSON.parse(text)) };
}

describe("our gateway answers as Apollo's does", () => {
  it.each(CASES)("$name", async (given) => {
    const answers = [];
    for (const { create } of GATEWAYS) answers.push(await answerCase(create, given));
    const [apollo, ours] = answers;
    expect(apollo?.answer.body.errors).not.toHaveLength(0);
    expect(ours?.originals).toEqual(apollo?.originals);
    expect(ours && simplify(ours.answer)).toEqual(apollo && simplify(apollo.answer));
  });
});
