import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { answerJson, type Respond, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess } from "../support/process.ts";
import { writeFileIn } from "../support/supergraph-file.ts";

/** As composition wrote it before November 2025: the rule of `secret` stands there alone. */
const SUPERGRAPH = `schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
{
  query: Query
}

directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA

scalar join__FieldSet
scalar link__Import

enum join__Graph {
  ITEMS @join__graph(name: "items", url: "http://items.invalid/graphql")
  PRICES @join__graph(name: "prices", url: "http://prices.invalid/graphql")
}

enum link__Purpose {
  SECURITY
  EXECUTION
}

type Item @join__type(graph: ITEMS, key: "id") @join__type(graph: PRICES, key: "id") {
  id: ID!
  open: String @join__field(graph: ITEMS)
  secret: String @authenticated @join__field(graph: ITEMS) @join__field(graph: PRICES, external: true)
  derived: String @join__field(graph: PRICES, requires: "secret")
}

type Query @join__type(graph: ITEMS) @join__type(graph: PRICES) {
  item: Item @join__field(graph: ITEMS)
}
`;

const ITEM = { __typename: "Item", id: "1", open: "open", secret: "the secret" };
const answerPrices: Respond = (response, request) => {
  const { representations } = request.body.variables as { representations: { secret: string }[] };
  const _entities = representations.map(({ secret }) => ({ derived: `made of ${secret}` }));
  answerJson({ data: { _entities } })(response, request);
};

const signer = createRsaSigner();
const publisher = await startKeyPublisher([signer.jwk]);
const items = await startFakeSubgraph(answerJson({ data: { item: ITEM } }));
const prices = await startFakeSubgraph(answerPrices);
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeFileIn("supergraph.graphql", SUPERGRAPH),
  ITEMS_URL: items.url,
  PRICES_URL: prices.url,
  JWKS_URL: publisher.url,
});

describe("a router over a supergraph that older composition made", () => {
  it.each([
    ["the field", "{ item { open derived } }", { item: { open: "open", derived: null } }],
    ["an alias", "{ item { open x: derived } }", { item: { open: "open", x: null } }],
    ["a fragment", "{ item { open ...F } } fragment F on Item { derived }", { item: { open: "open", derived: null } }],
    ["both", "{ item { open derived secret } }", { item: { open: "open", derived: null, secret: null } }],
  ])("gives nobody a value made of what they may not read: %s", async (_what, query, data) => {
    const answer = await sendOperation(router.url, query);
    expect(answer.data).toEqual(data);
    expect(new Set(answer.codes)).toEqual(new Set(["UNAUTHENTICATED"]));
    expect(answer.body).not.toContain("the secret");
    expect(prices.requests).toEqual([]);
  });

  it("gives it to those who may, and what is public to all", async () => {
    const token = signer.sign();
    const { data } = await sendOperation(router.url, "{ item { open derived } }", { token });
    expect(data).toEqual({ item: { open: "open", derived: "made of the secret" } });
    expect((await sendOperation(router.url, "{ item { open } }")).data).toEqual({ item: { open: "open" } });
  });
});
