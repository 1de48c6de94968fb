import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { pretendNode } from "../commands/pretend-node.ts";
import { type Outcome, runNode } from "../commands/run-command.ts";
import { composeFixture } from "../engine/support/supergraphs/compose-fixture.ts";
import { installPackage, link, readManifest } from "./install-package.ts";
import { pack } from "./pack-package.ts";

const NAME = "@library-supergraph/engine";

const SUPERGRAPH = composeFixture({
  name: "shop",
  subgraphs: {
    products: 'type Query { products: [Product] } type Product @key(fields: "id") { id: ID! }',
    stock: 'type Product @key(fields: "id") { id: ID! stock: Int }',
  },
});

const BODY = `
async function run() {
  const gateway = createGateway({
    supergraphSdl: readFileSync("supergraph.graphql", "utf8"),
    buildService: ({ name }) => ({
      async process({ request }) {
        if (name === "products") return { data: { products: [{ __typename: "Product", id: "1" }] } };
        return { data: { _entities: request.variables.representations.map(({ id }) => ({ stock: 6 + Number(id) })) } };
      },
    }),
  });
  const server = new ApolloServer({ gateway });
  const { body } = await server.executeOperation({ query: "{ products { id stock } }" });
  console.log(JSON.stringify(body.singleResult));
  await server.stop();
}
run();
`;

const MODULE = `
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { createGateway } from "${NAME}";
${BODY}`;

const COMMON_JS = `
const { readFileSync } = require("node:fs");
const { ApolloServer } = require("@apollo/server");
const { createGateway } = require("${NAME}");
${BODY}`;

const TYPED = `
import { IntrospectAndCompose, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { createGateway } from "${NAME}";
export const gateway = createGateway({
  supergraphSdl: new IntrospectAndCompose({ subgraphs: [{ name: "books", url: "http://localhost/" }] }),
  buildService: ({ url = "" }) => new RemoteGraphQLDataSource({ url, willSendRequest() {} }),
});
gateway.onSchemaLoadOrUpdate(({ apiSchema }) => apiSchema.getQueryType());
export const server = new ApolloServer({ gateway });
// @ts-expect-error: there is no such option.
createGateway({ supergraphSDL: "" });
`;

const SAMPLES = [...readFileSync("packages/gateway/README.md", "utf8").matchAll(/```ts\n(.*?)```/gs)].map(
  ([, text = ""]) => text,
);

const FILES = {
  "supergraph.graphql": SUPERGRAPH,
  "module.mjs": MODULE,
  "common.cjs": COMMON_JS,
  "alone.mjs": `import "${NAME}";`,
  // Node 18 has no such global, and `undici` ends without it.
  "without-file.cjs": "delete globalThis.File;",
  "typed.mts": TYPED,
  "typed.cts": TYPED,
  "readme.mts": SAMPLES[0] ?? "",
  "readme-fetcher.mts": SAMPLES[1] ?? "",
};

describe("the engine's package, alone in an empty project,", () => {
  let project: string;

  beforeAll(async () => {
    project = await installPackage(NAME, FILES);
    link("@types/node", project);
  });

  function run(args: readonly string[]): Promise<Outcome> {
    return runNode(args, { folder: project, variables: { APOLLO_TELEMETRY_DISABLED: "1" } });
  }

  it.each(["module.mjs", "common.cjs"])("executes operations in Apollo Server: %s", async (file) => {
    expect(await run([file])).toEqual({
      exitCode: 0,
      output: '{"data":{"products":[{"id":"1","stock":7}]}}\n',
    });
  });

  it.each(["typed.mts", "typed.cts", "readme.mts", "readme-fetcher.mts"])("is typed: %s", async (file) => {
    const compiler = join(process.cwd(), "node_modules", "typescript", "bin", "tsc");
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--types", "node"];
    expect(await run([compiler, ...options, file])).toEqual({ exitCode: 0, output: "" });
  });

  it.each(["module.mjs", "common.cjs"])("says which Node it needs: %s", async (file) => {
    const { exitCode, output } = await run(["--require", pretendNode("18.20.8"), file]);
    expect(exitCode).toBe(1);
    expect(output).toContain(`Error: ${NAME} needs Node 20.19 or newer, and this is Node 18.20.8.\n`);
  });

  it("says so before it loads libraries that need it too", async () => {
    const args = ["--require", pretendNode("18.20.8"), "--require", "./without-file.cjs", "alone.mjs"];
    const { output } = await run(args);
    expect(output).toContain(`Error: ${NAME} needs Node 20.19 or newer, and this is Node 18.20.8.\n`);
  });

  it("bundles no library", () => {
    const text = readFileSync(join(project, "node_modules", NAME, "index.js"), "utf8");
    expect(text).not.toContain("// node_modules/");
  });

  it("asks for the versions that the engine is tested with", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    const wanted = ["@apollo/federation-internals", "@apollo/query-planner", "undici"];
    const versions = wanted.map((name) => [name, dependencies[name]]);
    expect(readManifest(join(project, "node_modules", NAME)).dependencies).toEqual(Object.fromEntries(versions));
  });
});

it("is packed to the same bytes each time", async () => {
  const [one, other] = [await pack(NAME), await pack(NAME)];
  expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
});
