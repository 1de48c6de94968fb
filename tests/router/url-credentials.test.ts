import { describe, expect, it } from "@jest/globals";
import { introspectSubgraph } from "../../packages/composition/introspect-subgraph.ts";
import { buildBasicHeaders, withoutCredentials } from "../../packages/server/http/url-credentials.ts";
import { createRsaSigner } from "../support/access-tokens.ts";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { addCredentials, BASIC, SECRETS, startRecorder } from "../support/url-credentials.ts";
import { waitFor } from "../support/wait-for.ts";

describe("credentials in the URL of a subgraph and of a key set", () => {
  it("are sent as Basic in place of the caller's token, and told to nobody", async () => {
    const signer = createRsaSigner();
    const keys = await startRecorder({ keys: [signer.jwk] });
    const subgraph = await startFakeSubgraph(answerJson({ data: { __typename: "Query", hello: "Hello" } }));
    const router = await startProcess("router/main", {
      SUPERGRAPH_PATH: writeSupergraph([
        { name: "greetings", url: addCredentials(subgraph.url), sdl: "type Query { hello: String }" },
      ]),
      JWKS_URL: `${addCredentials(keys.url)}/keys,${addCredentials("http://127.0.0.1:9")}/keys`,
      LOG_LEVEL: "trace",
    });
    const told: string[] = [];
    const read = async (path: string) => {
      const response = await fetch(`${router.url}${path}`);
      told.push(await response.text());
    };

    const answer = await sendOperation(router.url, "{ hello }", { token: signer.sign() });
    expect(answer).toMatchObject({ data: { hello: "Hello" }, codes: [] });
    await read("/health/ready");
    await subgraph.refuseConnections();
    await waitFor("the failure to be told", async () => {
      const { body } = await sendOperation(router.url, "{ hello }");
      told.push(body);
      return router.logLines().some(({ breaker }) => breaker === "open");
    });
    for (const path of ["/health/ready", "/metrics", "/", "/explorer"]) await read(path);
    await sendOperation(router.url, "{ hello }", { token: createRsaSigner().sign() });

    expect(subgraph.requests.map(({ headers }) => headers.authorization)).toEqual(subgraph.requests.map(() => BASIC));
    expect(keys.received).toEqual([BASIC]);
    expect(router.output()).toContain("the key set cannot be fetched");
    for (const secret of SECRETS) expect([...told, router.output()].join()).not.toContain(secret);
  });
});

it("compose sends them to a subgraph that it asks for its schema", async () => {
  const sdl = "type Query { hello: String }";
  const { received, url } = await startRecorder({ data: { _service: { sdl } } });
  expect(await introspectSubgraph(`${addCredentials(url)}/graphql`)).toBe(sdl);
  expect(received).toEqual([BASIC]);
});

it.each([
  ["http://user@host/", "user:"],
  ["http://:token@host/", ":token"],
  ["http://a%2Fb:c%40d@host/", "a/b:c@d"],
  ["http://100%:50%@host/", "100%:50%"],
])("the credentials of %s are %s", (url, pair) => {
  expect(buildBasicHeaders(url)).toEqual({ authorization: `Basic ${Buffer.from(pair).toString("base64")}` });
  expect(withoutCredentials(url)).toBe("http://host/");
});

it("a URL without credentials makes no header", () => {
  expect(buildBasicHeaders("http://host/")).toEqual({});
});
