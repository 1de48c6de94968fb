import { expect, it } from "@jest/globals";
import { executeSync, getIntrospectionQuery, parse } from "graphql";
import { buildApiSchema } from "../../packages/check/api-schema.ts";
import { startProcess } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { composeForTest, writeFileIn } from "../support/supergraph-file.ts";

// Each tool's introspection, with the headers it sends: in development all get what graphql-js answers.

const SDL = `
  "What the shop sells."
  type Query { item(by: ItemBy): Item  old: Int @deprecated(reason: "gone") }
  type Item @key(fields: "id") { id: ID!  size(unit: Unit = M): Int }
  enum Unit { M INCH @deprecated }
  input ItemBy { id: ID  unit: Unit = INCH  sold: Date }
  scalar Date @specifiedBy(url: "https://date.test")`;

const supergraphSdl = composeForTest([{ name: "shop", url: "http://127.0.0.1:1/graphql", sdl: SDL }]);
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeFileIn("supergraph.graphql", supergraphSdl),
});
const schema = buildApiSchema({ supergraphSdl });

/** As @graphql-tools/url-loader 9 prints it for graphql-codegen, recorded. */
const CODEGEN =
  "query IntrospectionQuery{__schema{queryType{name kind}mutationType{name kind}subscriptionType{name kind}types{...FullType}directives{name description locations args{...InputValue}}}}fragment FullType on __Type{kind name description fields(includeDeprecated:true){name description args{...InputValue}type{...TypeRef}isDeprecated deprecationReason}inputFields{...InputValue}interfaces{...TypeRef}enumValues(includeDeprecated:true){name description isDeprecated deprecationReason}possibleTypes{...TypeRef}}fragment InputValue on __InputValue{name description type{...TypeRef}defaultValue}fragment TypeRef on __Type{kind name ofType{name kind ofType{name kind ofType{name kind ofType{name kind ofType{name kind ofType{name kind ofType{name kind ofType{name kind ofType{name kind}}}}}}}}}}";

const FULL = getIntrospectionQuery({
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

interface Sent {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: object;
  readonly extensions?: object;
}

it.each<[tool: string, headers: Readonly<Record<string, string>>, body: Sent]>([
  [
    "graphql-codegen",
    { accept: "application/graphql-response+json, application/json, multipart/mixed", "user-agent": "node" },
    { query: CODEGEN },
  ],
  [
    "GraphiQL",
    { accept: "application/json, multipart/mixed" },
    {
      query: getIntrospectionQuery({ inputValueDeprecation: false, schemaDescription: false }),
      operationName: "IntrospectionQuery",
    },
  ],
  [
    "GraphiQL, without subscriptions",
    { accept: "application/json, multipart/mixed" },
    { query: getIntrospectionQuery().replace("subscriptionType { name }", "") },
  ],
  [
    "Apollo Sandbox",
    {
      accept: "*/*",
      origin: "https://studio.apollographql.com",
      "apollographql-client-name": "explorer",
      "apollo-require-preflight": "true",
    },
    { operationName: "IntrospectionQuery", variables: {}, extensions: {}, query: FULL },
  ],
])("answers the introspection of %s as graphql-js does", async (_tool, headers, body) => {
  const { status, body: answer } = await sendRaw(router.url, {
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const { data } = executeSync({ schema, document: parse(body.query) });
  expect(status).toBe(200);
  expect(JSON.parse(answer)).toEqual(JSON.parse(JSON.stringify({ data })));
});
