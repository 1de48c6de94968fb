import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { makeFifo, makeSparseFile } from "../support/odd-files.ts";
import { startRefusingProcess, type Variables } from "../support/process.ts";
import { writeFileIn, writeSupergraph } from "../support/supergraph-file.ts";

const ONE_SUBGRAPH = {
  name: "astronomy",
  url: "http://127.0.0.1:1/graphql",
  sdl: "type Query { planet: String }",
};
const composed = readFileSync(writeSupergraph([ONE_SUBGRAPH]), "utf8");

/** The composed supergraph with another link among those it begins with. */
function withLink(link: string): string {
  return composed.replace("@link(", `${link}\n  @link(`);
}

function withFile(content: string): Variables {
  return { SUPERGRAPH_PATH: writeFileIn("supergraph.graphql", content) };
}

const REFUSED: [what: string, variables: Variables, line: RegExp][] = [
  [
    "a supergraph that is missing",
    { SUPERGRAPH_PATH: "/nowhere/supergraph.graphql" },
    /\/nowhere\/supergraph\.graphql cannot be read \(ENOENT\).*SUPERGRAPH_PATH/,
  ],
  ["a supergraph that is a folder", { SUPERGRAPH_PATH: "/tmp" }, /cannot be read \(EISDIR\)/],
  ["a supergraph that is a FIFO", { SUPERGRAPH_PATH: makeFifo() }, /cannot be read \(it is a FIFO, not a regular/],
  [
    "a supergraph that is a device",
    { SUPERGRAPH_PATH: "/dev/zero" },
    /cannot be read \(it is a device, not a regular file\)/,
  ],
  [
    "a supergraph that is larger than any",
    { SUPERGRAPH_PATH: makeSparseFile(64 * 1024 * 1024 + 1) },
    /cannot be read \(it is larger than 64 MB\)/,
  ],
  [
    "a manifest of trusted documents that is a FIFO",
    { ...withFile(composed), TRUSTED_DOCUMENTS: "only", TRUSTED_DOCUMENTS_PATH: makeFifo() },
    /manifest of trusted documents .* cannot be read \(it is a FIFO, not a regular file\)/,
  ],
  ["an empty file", withFile(""), /is not valid/],
  ["a file that is not GraphQL", withFile("{ this is: not SDL"), /is not valid: Syntax Error/],
  ["a schema that is no supergraph", withFile("type Query { planet: String }"), /is not valid/],
  [
    "a security feature that nobody knows",
    withFile(withLink('@link(url: "https://example.test/encrypted/v1.0", for: SECURITY)')),
    /is not valid: .*encrypted/,
  ],
  [
    "a version of an access feature that nobody knows",
    withFile(withLink('@link(url: "https://specs.apollo.dev/authenticated/v9.0", for: SECURITY)')),
    /is not valid: .*authenticated/,
  ],
  [
    "an execution feature that nobody knows",
    withFile(withLink('@link(url: "https://example.test/magic/v1.0", for: EXECUTION)')),
    /is not valid: .*magic/,
  ],
  [
    "a subgraph without a URL",
    withFile(composed.replace(ONE_SUBGRAPH.url, "")),
    /no usable URL for the subgraph "astronomy": set ASTRONOMY_URL/,
  ],
  [
    "a subgraph URL of another protocol",
    withFile(composed.replace(ONE_SUBGRAPH.url, "ftp://a/graphql")),
    /no usable URL for the subgraph "astronomy": set ASTRONOMY_URL/,
  ],
  [
    "a bad subgraph URL in a variable",
    { ...withFile(composed), ASTRONOMY_URL: "localhost:4002" },
    /bad configuration: ASTRONOMY_URL: must be an http:\/\/ or https:\/\/ URL/,
  ],
  [
    "a bad list of key sets",
    { ...withFile(composed), JWKS_URL: "https://a.test/keys,nonsense" },
    /bad configuration: JWKS_URL.*: must be an http:\/\/ or https:\/\/ URL/,
  ],
  [
    "a bad limit of one subgraph",
    { ...withFile(composed), ASTRONOMY_TIMEOUT_MS: "2s" },
    /bad configuration: ASTRONOMY_TIMEOUT_MS: must be a whole number/,
  ],
  ["too many retries", { ...withFile(composed), SUBGRAPH_RETRIES: "3" }, /SUBGRAPH_RETRIES: .* from 0 to 2/],
  ["a bad port", { ...withFile(composed), PORT: "http" }, /bad configuration: PORT: must be a whole number/],
  [
    "two bad variables",
    { ...withFile(composed), PORT: "-1", SUBGRAPH_TIMEOUT_MS: "0" },
    /PORT: .*; SUBGRAPH_TIMEOUT_MS: /,
  ],
];

it.each(REFUSED)("does not start with %s, and says why in one line", async (_what, variables, line) => {
  const { exitCode, output } = await startRefusingProcess("router/main", variables);
  const forPeople = output.split("\n").filter((text) => text !== "" && !text.startsWith("{"));
  expect(forPeople).toEqual([expect.stringMatching(/^router cannot start: /)]);
  expect(forPeople[0]).toMatch(line);
  expect(exitCode).toBe(1);
});
