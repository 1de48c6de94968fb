// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is the syntax under test.
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { Problem } from "../../packages/composition/problem.ts";
import { loadSupergraphConfig } from "../../packages/composition/supergraph-config.ts";
import { SupergraphInputError } from "../../packages/composition/supergraph-input-error.ts";
import { makeFifo } from "../support/odd-files.ts";
import { createTemporaryFolder } from "./support/temporary-folder.ts";

const BOOKS_URL = "http://127.0.0.1:4002/graphql";
const BOOKS = `
  books:
    routing_url: ${BOOKS_URL}
    schema: { file: ./books.graphql }
`;

function loadConfig(yaml: string, environment = {}) {
  const folder = createTemporaryFolder({ "supergraph.yaml": yaml, "books.graphql": "type Query { a: Int }" });
  return { folder, ...loadSupergraphConfig(join(folder, "supergraph.yaml"), environment) };
}

function findProblems(yaml: string): readonly Problem[] {
  try {
    loadConfig(yaml);
  } catch (error) {
    if (error instanceof SupergraphInputError) return error.problems;
    throw error;
  }
  return [];
}

describe("loadSupergraphConfig", () => {
  it("reads subgraphs in their order, with schema files relative to the YAML file", () => {
    const { folder, subgraphs } = loadConfig(`federation_version: 2
subgraphs:
  users:
    schema:
      subgraph_url: http://127.0.0.1:4001/graphql${BOOKS}`);
    const file = join(folder, "supergraph.yaml");
    expect(subgraphs).toEqual([
      {
        name: "users",
        routingUrl: "http://127.0.0.1:4001/graphql",
        schema: { kind: "introspection", url: "http://127.0.0.1:4001/graphql" },
        schemaPlace: { file, line: 4, column: 5, subgraph: null },
      },
      {
        name: "books",
        routingUrl: BOOKS_URL,
        schema: { kind: "file", path: join(folder, "books.graphql") },
        schemaPlace: { file, line: 8, column: 5, subgraph: null },
      },
    ]);
  });

  it("asks a subgraph that has a routing_url alone for its schema there", () => {
    const { folder, subgraphs } = loadConfig(`subgraphs:\n  books:\n    routing_url: ${BOOKS_URL}`);
    expect(subgraphs).toEqual([
      {
        name: "books",
        routingUrl: BOOKS_URL,
        schema: { kind: "introspection", url: BOOKS_URL },
        schemaPlace: { file: join(folder, "supergraph.yaml"), line: 3, column: 5, subgraph: null },
      },
    ]);
  });

  it("prefers routing_url to subgraph_url for the router", () => {
    const { subgraphs } = loadConfig(`subgraphs:
  books: { routing_url: "${BOOKS_URL}", schema: { subgraph_url: "http://localhost:9/" } }`);
    expect(subgraphs[0]).toMatchObject({ routingUrl: BOOKS_URL, schema: { url: "http://localhost:9/" } });
  });

  it.each([
    "",
    "federation_version: 2\n",
    'federation_version: "2"\n',
    "federation_version: =2.0.0\n",
    "federation_version: =2.14.4\n",
  ])("accepts %j", (version) => {
    expect(loadConfig(`${version}subgraphs:${BOOKS}`).subgraphs).toHaveLength(1);
  });

  it("expands environment variables in values, and the default of an unset one", () => {
    const yaml = `federation_version: \${env.VERSION:-2}
subgraphs:
  books:
    routing_url: http://\${env.HOST}:\${env.PORT:-4002}/graphql
    schema: { file: "\${env.FILE}" }`;
    const { subgraphs } = loadConfig(yaml, { HOST: "books.test", FILE: "books.graphql" });
    expect(subgraphs[0]?.routingUrl).toBe("http://books.test:4002/graphql");
  });

  it("reads anchors and aliases", () => {
    const { subgraphs } = loadConfig(`subgraphs:
  a: &shared { routing_url: "${BOOKS_URL}", schema: { file: books.graphql } }
  b: *shared`);
    expect(subgraphs.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it.each([
    [
      "a file that is not there",
      `  b:\n    routing_url: ${BOOKS_URL}\n    schema:\n      file: ./none.graphql`,
      5,
      /none\.graphql does not exist/,
    ],
    [
      "an unknown key of a subgraph",
      `  b:\n    url: x\n    routing_url: ${BOOKS_URL}\n    schema: { file: books.graphql }`,
      3,
      /subgraphs\.b\.url is not a known key/,
    ],
    [
      "an unknown key of a schema",
      `  b:\n    routing_url: ${BOOKS_URL}\n    schema:\n      file: books.graphql\n      sdl: x`,
      6,
      /subgraphs\.b\.schema\.sdl is not a known key/,
    ],
    [
      "no routing_url beside a file",
      "  b:\n    schema: { file: books.graphql }",
      2,
      /subgraphs\.b\.routing_url is missing/,
    ],
    ["neither a URL nor a schema", "  b: {}", 2, /subgraphs\.b\.routing_url is missing/],
    [
      "an empty schema",
      `  b:\n    routing_url: ${BOOKS_URL}\n    schema: {}`,
      4,
      /must have either "file" or "subgraph_url"/,
    ],
    [
      "two sources",
      `  b:\n    routing_url: ${BOOKS_URL}\n    schema: { file: books.graphql, subgraph_url: "http://a.test/" }`,
      4,
      /must have either "file" or "subgraph_url"/,
    ],
    [
      "a number for a URL",
      "  b:\n    routing_url: 4002\n    schema: { file: books.graphql }",
      3,
      /routing_url must be a string, not a number/,
    ],
    [
      "an empty value",
      "  b:\n    routing_url:\n    schema: { file: books.graphql }",
      3,
      /routing_url must be a string, not empty/,
    ],
    ["an empty string", '  b:\n    routing_url: ""\n    schema: { file: books.graphql }', 3, /routing_url is empty/],
    [
      "a routing_url without a scheme",
      "  b:\n    routing_url: localhost/graphql\n    schema: { file: books.graphql }",
      3,
      /not an http or https URL/,
    ],
    [
      "a subgraph_url that is a file",
      "  b:\n    schema:\n      subgraph_url: file:///etc/passwd",
      4,
      /not an http or https URL/,
    ],
    [
      "a schema that is a string",
      `  b:\n    routing_url: ${BOOKS_URL}\n    schema: books.graphql`,
      4,
      /schema must be a mapping, not a string/,
    ],
    ["a subgraph that is a list", "  b: []", 2, /subgraphs\.b must be a mapping, not a list/],
    [
      "a subgraph name that is reserved",
      `  _:\n    routing_url: ${BOOKS_URL}\n    schema: { file: books.graphql }`,
      2,
      /"_" cannot name a subgraph/,
    ],
    [
      "a subgraph name with a space",
      `  "my books":\n    routing_url: ${BOOKS_URL}\n    schema: { file: books.graphql }`,
      2,
      /"my books" cannot name a subgraph/,
    ],
    ["a subgraph twice", `${BOOKS.slice(1)}${BOOKS.slice(1)}`, 5, /not valid YAML.*unique/],
    [
      "a variable that is not set",
      "  b:\n    routing_url: ${env.NOWHERE}\n    schema: { file: books.graphql }",
      3,
      /variable NOWHERE is not set/,
    ],
  ])("refuses %s", (_what, subgraphs, line, message) => {
    expect(findProblems(`subgraphs:\n${subgraphs}\n`)).toEqual([
      expect.objectContaining({
        severity: "error",
        message: expect.stringMatching(message),
        mend: expect.stringMatching(/\w+.*\.$/),
        places: [expect.objectContaining({ file: expect.stringMatching(/supergraph\.yaml$/), line })],
      }),
    ]);
  });

  it.each([
    ["federation_version: 1", /federation_version 1 is not supported/],
    ["federation_version: 2.3", /federation_version 2.3 is not supported/],
    ["federation_version: latest", /federation_version "latest" is not supported/],
    ["federation_version:", /federation_version null is not supported/],
    ["federation_version: =1.1.1", /=1.1.1 is not Federation 2/],
    ["federation_version: =3.0.0", /=3.0.0 is not Federation 2/],
    ["federation_version: =2.999.0", /=2.999.0 is newer than the installed @apollo\/composition 2\.\d+\.\d+/],
    ["federation_version: ${env.NOWHERE}", /variable NOWHERE is not set/],
    ["federation: 2", /federation is not a known key/],
  ])("refuses %j at its line", (line, message) => {
    expect(findProblems(`subgraphs:${BOOKS}${line}\n`)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(message),
        mend: expect.stringMatching(/\w+.*\.$/),
        places: [expect.objectContaining({ line: 5 })],
      }),
    ]);
  });

  it.each([
    ["", /must be a mapping, not empty/],
    ["- books", /must be a mapping, not a list/],
    ["federation_version: 2", /lists no subgraphs/],
    ["subgraphs: {}", /lists no subgraphs/],
    ["subgraphs: [books]", /subgraphs must be a mapping, not a list/],
    ["subgraphs: *nobody", /not valid YAML/],
    ["subgraphs: {", /not valid YAML/],
    ["subgraphs: !include other.yaml", /not valid YAML: Unresolved tag/],
    [`subgraphs:${BOOKS}---\nsubgraphs: {}`, /not valid YAML/],
  ])("refuses the file %j", (yaml, message) => {
    expect(findProblems(yaml)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(message),
        places: [expect.objectContaining({ column: expect.any(Number) })],
      }),
    ]);
  });

  it("refuses a file of aliases that grow without end", () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const items =
        level === 0
          ? "x"
          : Array(9)
              .fill(`*l${level - 1}`)
              .join(", ");
      return `l${level}: &l${level} [${items}]`;
    });
    expect(findProblems(levels.join("\n"))).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/alias/) }),
    ]);
  });

  it("reports every problem at once, in the order of the file", () => {
    const problems = findProblems(`federation_version: 1
subgraphs:
  books:
    routing_url: nowhere
    schema: { file: ./none.graphql }
  2users:
    schema: { subgraph_url: "\${env.NOWHERE}", headers: {} }
extra: true
`);
    const lines = problems.map(({ places }) => places[0]?.line);
    expect(lines).toEqual([1, 4, 5, 6, 7, 7, 8]);
  });

  it("does not wait for a FIFO", () => {
    const fifo = makeFifo();
    expect(() => loadSupergraphConfig(fifo, {})).toThrow(/cannot be read: it is a FIFO, not a regular file/);
  });

  it("names a configuration that cannot be read", () => {
    const load = () => loadSupergraphConfig("nowhere/supergraph.yaml", {});
    expect(load).toThrow(/^nowhere\/supergraph\.yaml error .* cannot be read: no such file/);
  });
});
