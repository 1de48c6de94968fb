import { RemoteGraphQLDataSource } from "@apollo/gateway";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { createFetcher } from "../../packages/gateway/create-gateway.ts";
import { answerJson, type FakeSubgraph, type Respond, startFakeSubgraph } from "../support/fake-subgraph.ts";

type Fetcher = RemoteGraphQLDataSource["fetcher"];

const FETCHERS: readonly { readonly name: string; readonly fetcher: Fetcher }[] = [
  { name: "the default one", fetcher: new RemoteGraphQLDataSource().fetcher },
  { name: "ours", fetcher: createFetcher() },
];

let subgraph: FakeSubgraph;
let other: FakeSubgraph;

beforeAll(async () => {
  subgraph = await startFakeSubgraph(answerJson({}));
  other = await startFakeSubgraph(answerJson({ from: "other" }));
});

const REDIRECT: Respond = (response) => response.writeHead(307, { location: other.url }).end();
const COOKIES: Respond = (response) =>
  response.writeHead(418, "Teapot", { "set-cookie": ["a=1", "b=2"], "content-type": "text/plain" }).end("tea");

describe.each(FETCHERS)("a fetcher, $name,", ({ fetcher }) => {
  const send = () =>
    fetcher(subgraph.url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-own": "yes" },
      body: '{"query":"{ a }"}',
    });

  it("sends the body with its headers, over connections that stay", async () => {
    subgraph.respondWith(answerJson({ data: { a: "ä" } }));
    const before = subgraph.requests.length;
    const answer = await send();
    const again = answer.clone();
    expect(await answer.json()).toEqual({ data: { a: "ä" } });
    expect(await again.text()).toBe('{"data":{"a":"ä"}}');
    expect(answer).toMatchObject({ ok: true, status: 200, statusText: "OK", url: subgraph.url });
    const connections = subgraph.countConnections();
    for (let count = 0; count < 6; count++) await (await send()).arrayBuffer();
    // The next request may come before the last one has given its connection back.
    expect(subgraph.countConnections() - connections).toBeLessThan(3);
    for (const { headers, text } of subgraph.requests.slice(before)) {
      expect(headers).toMatchObject({ "content-type": "application/json", "x-own": "yes" });
      expect(text).toBe('{"query":"{ a }"}');
    }
  });

  it("gives status, headers and body of a refusal", async () => {
    subgraph.respondWith(COOKIES);
    const answer = await send();
    expect(answer).toMatchObject({ ok: false, status: 418, statusText: "Teapot" });
    expect(answer.headers.get("content-type")).toBe("text/plain");
    expect(answer.headers.get("set-cookie")).toBe("a=1, b=2");
    expect(await answer.text()).toBe("tea");
  });

  it("follows a redirection", async () => {
    subgraph.respondWith(REDIRECT);
    expect(await (await send()).json()).toEqual({ from: "other" });
    expect(other.requests.at(-1)?.text).toBe('{"query":"{ a }"}');
  });

  it("says what it has asked in vain", async () => {
    subgraph.respondWith((response) => void response.destroy());
    await expect(send()).rejects.toMatchObject({
      message: expect.stringContaining(`request to ${subgraph.url} failed, reason: `),
      code: expect.any(String),
    });
  });
});
