import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { pretendNode } from "../commands/pretend-node.ts";
import { type Outcome, runNode } from "../commands/run-command.ts";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startInstalled, type Variables } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";
import { installPackage, link } from "./install-package.ts";

const NAME = "@library-supergraph/router";
const COMMAND = `node_modules/${NAME}/bin/supergraph-router.cjs`;

const products = await startFakeSubgraph(answerJson({ data: { product: { __typename: "Product", id: "1" } } }));
const stock = await startFakeSubgraph(answerJson({ data: { _entities: [{ left: 7 }] } }));
const SUPERGRAPH = writeSupergraph([
  {
    name: "products",
    url: products.url,
    sdl: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! }',
  },
  { name: "stock", url: stock.url, sdl: 'type Product @key(fields: "id") { id: ID!  left: Int }' },
]);

const SETTINGS = `
import { defineRouter } from "${NAME}";
export default defineRouter({
  headers: { request: [{ set: "x-from", value: "the router" }] },
  subgraphs: { products: { auth: "none" }, stock: { auth: "none" } },
});
`;

const TYPED = `
import { defineRouter, type RouterConfiguration } from "${NAME}";
export const settings: RouterConfiguration = { path: "/api", batching: { max: 2 } };
export default defineRouter({
  policies: { owner: ({ claims }) => claims.plan === "pro" },
  plugins: [{ async requestDidStart() {} }],
  onSubgraphRequest: ({ subgraph, headers }) => { headers["x-subgraph"] = subgraph; },
});
// @ts-expect-error: there is no such setting.
defineRouter({ header: {} });
`;

const FILES = {
  "supergraph.graphql": readFileSync(SUPERGRAPH, "utf8"),
  "router.config.mjs": SETTINGS,
  "typed.mts": TYPED,
};

describe("the router's package, alone in an empty project,", () => {
  let project: string;

  beforeAll(async () => {
    project = await installPackage(NAME, FILES);
    link("@types/node", project);
  });

  const start = (args: readonly string[], variables: Variables) =>
    startInstalled(project, [COMMAND, ...args], variables);
  const run = (args: readonly string[], variables: Variables = {}): Promise<Outcome> =>
    runNode(args, { folder: project, variables });

  it("serves any supergraph in production, by its settings", async () => {
    const args = ["--supergraph", "supergraph.graphql", "--config", "router.config.mjs", "--port", "0"];
    const router = await start(args, { NODE_ENV: "production", ROUTER_SECRET: "" });
    const { data } = await sendOperation(router.url, "{ product { id left } }");
    expect(data).toEqual({ product: { id: "1", left: 7 } });
    expect(stock.requests.at(-1)?.headers["x-from"]).toBe("the router");
    expect(await router.stop()).toBe(0);
  });

  it("has the explorer in development, and is told by variables too", async () => {
    const router = await start([], { SUPERGRAPH_PATH: "supergraph.graphql", WORKERS: "2" });
    const page = await (await fetch(router.url)).text();
    const [, script = ""] = /src="([^"]+\.js)"/.exec(page) ?? [];
    const asset = await fetch(new URL(script, router.url));
    expect({ status: asset.status, type: asset.headers.get("content-type") }).toEqual({
      status: 200,
      type: "text/javascript; charset=utf-8",
    });
    expect((await sendOperation(router.url, "{ product { id } }")).data).toEqual({ product: { id: "1" } });
  });

  it("does not start in production without a secret", async () => {
    const { exitCode, output } = await run([COMMAND, "--port", "0"]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^router cannot start: .*ROUTER_SECRET.*\n$/);
  });

  it.each([
    ["an unknown option", ["--supergrph", "a"], "Unknown option '--supergrph'"],
    ["an argument that is no option", ["supergraph.graphql"], "Unexpected argument 'supergraph.graphql'"],
    ["an option without its value", ["--supergraph"], "Option '--supergraph <value>' argument missing"],
    ["an empty value", ["--config="], "--config has no value."],
    ["a port that is none", ["--port", "65536"], "--port 65536 is not a port: a whole number from 0 to 65535."],
  ])("refuses %s with one line", async (_what, args, told) => {
    const { exitCode, output } = await run([COMMAND, ...args]);
    expect({ exitCode, output }).toEqual({
      exitCode: 2,
      output: `supergraph-router: ${told} See supergraph-router --help.\n`,
    });
  });

  it("tells its usage and its version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await run([COMMAND, "--version"])).toEqual({ exitCode: 0, output: `${version}\n` });
    const { exitCode, output } = await run([COMMAND, "--help"]);
    expect(exitCode).toBe(0);
    for (const option of ["--supergraph", "--config", "--port", "--help", "--version"]) {
      expect(output).toContain(option);
    }
  });

  it("says which Node it needs", async () => {
    const outcome = await run(["--require", pretendNode("18.20.8"), COMMAND]);
    expect(outcome).toEqual({
      exitCode: 1,
      output: "Node 20.19 or newer is needed, and this is Node 18.20.8.\n",
    });
  });

  it("is typed", async () => {
    const compiler = join(process.cwd(), "node_modules", "typescript", "bin", "tsc");
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--types", "node"];
    expect(await run([compiler, ...options, "typed.mts"])).toEqual({ exitCode: 0, output: "" });
  });
});
