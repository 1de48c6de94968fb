import type { RequestListener } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { loadSubgraph, loadSubgraphs } from "../../packages/composition/load-subgraph.ts";
import type { SchemaSource, SubgraphConfig } from "../../packages/composition/supergraph-config.ts";
import { booksSdl } from "./support/schemas.ts";
import { answerWith, startServer } from "./support/subgraph-server.ts";
import { createTemporaryFolder } from "./support/temporary-folder.ts";

const limits = { timeoutMilliseconds: 5_000, maximumBytes: 10_000 };

function configure(schema: SchemaSource, name = "books"): SubgraphConfig {
  const schemaPlace = { file: "supergraph.yaml", line: 4, column: 5, subgraph: null };
  return { name, routingUrl: "http://books.test/graphql", schema, schemaPlace };
}

async function introspect(listener: RequestListener, given = limits) {
  return loadSubgraph(configure({ kind: "introspection", url: await startServer(listener) }), given);
}

describe("loadSubgraph from a file", () => {
  it("reads the SDL", async () => {
    const path = join(createTemporaryFolder({ "books.graphql": booksSdl }), "books.graphql");
    const expected = { name: "books", routingUrl: "http://books.test/graphql", sdl: booksSdl, file: path };
    expect(await loadSubgraph(configure({ kind: "file", path }))).toEqual(expected);
  });

  it("says why a file cannot be read", async () => {
    const loading = loadSubgraph(configure({ kind: "file", path: createTemporaryFolder({}) }));
    await expect(loading).rejects.toThrow("It cannot be read: it is a folder.");
  });
});

describe("loadSubgraph by introspection", () => {
  it("asks a running subgraph for its SDL", async () => {
    const received: unknown[] = [];
    const { sdl } = await introspect(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      received.push([request.method, request.headers["content-type"], JSON.parse(body)]);
      answerWith({ data: { _service: { sdl: booksSdl } } })(request, response);
    });
    expect(sdl).toBe(booksSdl);
    expect(received).toEqual([["POST", "application/json", { query: "{ _service { sdl } }" }]]);
  });

  it("names the source without credentials and query", async () => {
    const url = await startServer(answerWith({ data: { _service: { sdl: booksSdl } } }));
    const { file } = await loadSubgraph(configure({ kind: "introspection", url: `${url}?token=secret` }), limits);
    expect(file).toBe(url);
  });

  it.each<[string, RequestListener, RegExp]>([
    [
      "a redirect",
      (_request, response) => response.writeHead(307, { location: "/elsewhere" }).end(),
      /redirects \(HTTP 307\)/,
    ],
    ["a failure", answerWith({ data: { _service: { sdl: booksSdl } } }, 500), /HTTP 500 without a schema\.$/],
    [
      "GraphQL errors",
      answerWith({ errors: [{ message: "Not for you" }] }),
      /HTTP 200 without a schema: Not for you\.$/,
    ],
    ["another kind of graph", answerWith({ data: {} }), /HTTP 200 without a schema\.$/],
    ["an empty schema", answerWith({ data: { _service: { sdl: "" } } }), /HTTP 200 without a schema\.$/],
    ["a schema that is no string", answerWith({ data: { _service: { sdl: {} } } }), /HTTP 200 without a schema\.$/],
    ["no object", answerWith("hello"), /HTTP 200 without a schema\.$/],
    ["null", answerWith(null), /HTTP 200 without a schema\.$/],
    [
      "a page",
      (_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      /HTTP 200 without JSON \(text\/html\), so it is no GraphQL server\.$/,
    ],
    ["no page", (_request, response) => response.writeHead(404).end(), /HTTP 404 without JSON \(no content type\)/],
    [
      "no federation",
      answerWith({ errors: [{ message: 'Cannot query field "_service" on type "Query".' }] }, 400),
      /^It answered HTTP 400 and is no federation subgraph, .*: Cannot query field "_service" on type "Query"\.$/,
    ],
    ["too much", answerWith({ data: { _service: { sdl: "#".repeat(10_000) } } }), /larger than 10000 bytes\.$/],
    ["a cut connection", (request) => request.socket.destroy(), /^It cannot be reached: /],
  ])("refuses %s", async (_what, listener, message) => {
    await expect(introspect(listener)).rejects.toThrow(message);
  });

  it.each<[string, RequestListener]>([
    ["never answers", () => {}],
    ["never ends its answer", (_request, response) => response.writeHead(200).write("{")],
  ])("gives up on a subgraph that %s", async (_what, listener) => {
    const loading = introspect(listener, { ...limits, timeoutMilliseconds: 100 });
    await expect(loading).rejects.toThrow("It did not answer within 100 ms.");
  });

  it("stops reading an answer without end", async () => {
    const loading = introspect((_request, response) => {
      const pour = () => {
        while (response.write("#".repeat(1_000)));
      };
      response.on("drain", pour);
      pour();
    });
    await expect(loading).rejects.toThrow(/larger than 10000 bytes/);
  });
});

it("a schema of 10 MB is refused by default", async () => {
  const url = await startServer(answerWith({ data: { _service: { sdl: "#".repeat(10_000_000) } } }));
  await expect(loadSubgraphs([configure({ kind: "introspection", url })])).rejects.toThrow(
    /^supergraph\.yaml:4:5 error SUBGRAPH_NOT_LOADED .* larger than 8388608 bytes\. [^\n]+$/,
  );
});

describe("loadSubgraphs", () => {
  it("keeps the order of the configuration", async () => {
    const folder = createTemporaryFolder({ "b.graphql": "b", "a.graphql": "a" });
    const configs = ["b", "a"].map((name) => configure({ kind: "file", path: join(folder, `${name}.graphql`) }, name));
    expect((await loadSubgraphs(configs)).map(({ name, sdl }) => [name, sdl])).toEqual([
      ["b", "b"],
      ["a", "a"],
    ]);
  });

  it("reports every subgraph that cannot be loaded at its place in the configuration", async () => {
    const url = await startServer(answerWith({}, 404));
    const missing = configure({ kind: "file", path: "nowhere/a.graphql" }, "a");
    const absent = configure({ kind: "introspection", url }, "b");
    await expect(loadSubgraphs([missing, absent])).rejects.toMatchObject({
      problems: [
        {
          code: "SUBGRAPH_NOT_LOADED",
          message: expect.stringMatching(/"a" .* no such file/),
          places: [missing.schemaPlace],
        },
        {
          code: "SUBGRAPH_NOT_LOADED",
          message: expect.stringMatching(/"b" .* HTTP 404/),
          places: [absent.schemaPlace],
        },
      ],
    });
  });
});
