import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const SDL = `
  type Query {
    weather: String
    forecast: String @authenticated
    station: Station
    alarm: String @requiresScopes(scopes: [["stations:secrets"]])
  }
  type Station { name: String, log: [Entry!], password: String @requiresScopes(scopes: [["stations:secrets"]]) }
  type Entry { text: String, author: String @authenticated }`;

// A subgraph that gives away everything: what the router asks it for is all that protects it.
const weather = await startFakeSubgraph(
  answerJson({
    data: {
      weather: "sunny",
      weatherToo: "sunny",
      forecast: "rain",
      station: {
        __typename: "Station",
        name: "North",
        password: "s3cret",
        log: [
          { __typename: "Entry", text: "a", author: "Ann" },
          { __typename: "Entry", text: "b", author: "Bob" },
        ],
      },
    },
  }),
);
const signer = createRsaSigner();
const keys = await startKeyPublisher([signer.jwk]);
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: writeSupergraph([{ name: "weather", url: weather.url, sdl: SDL }]),
  JWKS_URL: keys.url,
});

/** Sends `query` with a token of these scopes, or with none. @returns the answer and what the subgraph was asked */
async function send(query: string, scope?: string) {
  const token = scope === undefined ? undefined : signer.sign({ claims: { scope } });
  const before = weather.requests.length;
  const answer = await sendOperation(router.url, query, { token });
  const asked = weather.requests.slice(before).map(({ body }) => body.query);
  return { ...answer, asked };
}

describe("an operation of which the caller may not have everything", () => {
  it("brings the rest, null for what is refused, and HTTP 200", async () => {
    const { status, data, asked } = await send("{ weather forecast }");
    expect({ status, data }).toEqual({ status: 200, data: { weather: "sunny", forecast: null } });
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toContain("forecast");
  });

  it("says at each refused path why", async () => {
    const { data, errors } = await send("{ weather today: forecast station { key: password } }");
    expect(data).toEqual({ weather: "sunny", today: null, station: { key: null } });
    expect(errors).toEqual([
      expect.objectContaining({ path: ["today"], extensions: { code: "UNAUTHENTICATED" } }),
      expect.objectContaining({ path: ["station", "key"], extensions: { code: "UNAUTHENTICATED" } }),
    ]);
  });

  it("names the index of each refused list item's field", async () => {
    const { data, errors } = await send("{ station { log { text author } } }");
    expect(data).toEqual({
      station: {
        log: [
          { text: "a", author: null },
          { text: "b", author: null },
        ],
      },
    });
    expect(errors?.map(({ path }) => path)).toEqual([
      ["station", "log", 0, "author"],
      ["station", "log", 1, "author"],
    ]);
  });

  it("tells a caller with a token that it is not enough", async () => {
    const { status, data, codes } = await send("{ forecast station { name password } }", "other:scope");
    expect({ status, data, codes }).toEqual({
      status: 200,
      data: { forecast: "rain", station: { name: "North", password: null } },
      codes: ["FORBIDDEN"],
    });
  });

  it("fetches nothing, with HTTP 403, when nothing else is asked for", async () => {
    const { status, codes, asked } = await send("{ alarm }", "other:scope");
    expect({ status, codes, asked }).toEqual({ status: 403, codes: ["FORBIDDEN"], asked: [] });
  });

  it("brings everything to a caller who may have it", async () => {
    const query = "{ weather forecast station { password log { author } } }";
    const { status, data, errors } = await send(query, "stations:secrets");
    expect({ status, errors }).toEqual({ status: 200, errors: undefined });
    expect(data).toEqual({
      weather: "sunny",
      forecast: "rain",
      station: { password: "s3cret", log: [{ author: "Ann" }, { author: "Bob" }] },
    });
  });

  it("is filtered for each caller anew, whoever asked first", async () => {
    const query = "query Again { weather forecast station { name password } }";
    const everything = { codes: [], fields: ["weather", "forecast", "name", "password"] };
    const withoutScope = { codes: ["FORBIDDEN"], fields: ["weather", "forecast", "name"] };
    const anonymous = { codes: ["UNAUTHENTICATED", "UNAUTHENTICATED"], fields: ["weather", "name"] };
    const results = [];
    for (const scope of ["stations:secrets", undefined, "other", "stations:secrets", undefined]) {
      const { codes, asked } = await send(query, scope);
      const fields = everything.fields.filter((field) => asked.join().includes(field));
      results.push({ codes, fields });
    }
    expect(results).toEqual([everything, anonymous, withoutScope, everything, anonymous]);
  });

  it("does not reach a field by way of a fragment, a variable or a second alias", async () => {
    const query = `query ($on: Boolean = true) { weather ...Secrets @include(if: $on) weatherToo: weather }
      fragment Secrets on Query { station { ... on Station { name ... @include(if: $on) { password p: password } } } }`;
    const { data, asked } = await send(query, "");
    expect(data).toEqual({
      weather: "sunny",
      weatherToo: "sunny",
      station: { name: "North", password: null, p: null },
    });
    expect(asked.join()).not.toContain("password");
  });
});
