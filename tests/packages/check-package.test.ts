import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { REVIEWS, USERS } from "../check/support/stranger.ts";
import { pretendNode } from "../commands/pretend-node.ts";
import { type Outcome, runNode } from "../commands/run-command.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { installPackage, link } from "./install-package.ts";

const NAME = "@library-supergraph/check";

const CONFIG = `subgraphs:
  users: { routing_url: http://users.test, schema: { file: users.graphql } }
  reviews: { routing_url: http://reviews.test, schema: { file: reviews.graphql } }
`;

const MODULE = `
import { composeSupergraph, formatJson, INSTALLED_TOOLS, runCheck } from "${NAME}";
const options = { strict: false, maximumHops: null, update: false, baseline: false };
const request = { folder: ".", config: "supergraph.yaml", base: null, operations: null, environment: {}, options };
const { status, errors } = JSON.parse(formatJson(await runCheck(request, INSTALLED_TOOLS)));
const one = { name: "a", routingUrl: "", file: "a.graphql", sdl: "type Query { a: Int }" };
console.log(status, errors, composeSupergraph([one]).succeeded);
`;

const TYPED = `
import { composeSupergraph, type Problem, runCheck, INSTALLED_TOOLS, type CheckRequest } from "${NAME}";
export async function check(request: CheckRequest): Promise<readonly Problem[]> {
  const { steps } = await runCheck(request, INSTALLED_TOOLS);
  return steps.flatMap(({ findings }) => findings);
}
// @ts-expect-error: a subgraph needs its SDL.
composeSupergraph([{ name: "a", routingUrl: "", file: "a.graphql" }]);
`;

const FILES = {
  "supergraph.yaml": CONFIG,
  "users.graphql": USERS,
  "reviews.graphql": REVIEWS,
  "module.mjs": MODULE,
  "typed.mts": TYPED,
};

describe("the check's package, alone in an empty project,", () => {
  let project: string;

  beforeAll(async () => {
    project = await installPackage(NAME, FILES);
    link("@types/node", project);
  });

  const command = () => join(project, "node_modules", NAME, "bin", "supergraph-check.cjs");

  function run(args: readonly string[], folder = project): Promise<Outcome> {
    return runNode(args, { folder });
  }

  it("checks two subgraphs that are well", async () => {
    const { exitCode, output } = await run([command()]);
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringMatching(
        /✓ Composition {2,}2 subgraphs compose, no hints\n[\s\S]*Check passed: no errors, no warnings\.\n$/,
      ),
    });
    expect(output).toContain("`supergraph-check --update` writes one");
  });

  it("finds the fault of one that is not, from any folder", async () => {
    const broken = REVIEWS.replace("User!", "Usr!");
    const folder = createTemporaryFolder({ ...FILES, "reviews.graphql": broken });
    const { exitCode, output } = await run([command(), "--config", join(folder, "supergraph.yaml")]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/error \S*reviews\.graphql:3:\d+ \[reviews\] INVALID_GRAPHQL\n {4}Unknown type Usr/);
    expect(output).toMatch(/Check failed: 1 error, no warnings\.\n$/);
  });

  it("says which packages it lacks for Prisma schemas, when they are to be compared", async () => {
    const prisma = { "check.yaml": "steps: { prisma-agreement: on }\n", "prisma/users/schema.prisma": "" };
    const folder = createTemporaryFolder({ ...FILES, ...prisma });
    const { exitCode, output } = await run([command()], folder);
    expect(exitCode).toBe(1);
    expect(output).toContain("packages are missing: npm install --save-dev @prisma/prisma-schema-wasm @swc/core,");
  });

  it("composes", async () => {
    const file = join(createTemporaryFolder({}), "out.graphql");
    const config = join(project, "supergraph.yaml");
    expect(await run([command(), "compose", "--config", config, "--output", file])).toEqual({
      exitCode: 0,
      output: `Wrote ${file}\n`,
    });
    expect(readFileSync(file, "utf8")).toContain("join__Graph");
  });

  it.each<[string, number, RegExp]>([
    ["--version", 0, /^\d+\.\d+\.\d+\n$/],
    ["--help", 0, /^Usage: supergraph-check \[options\]\n {7}supergraph-check compose /],
    ["--nope", 2, /^error Unknown option '--nope': see supergraph-check --help\n$/],
    ["--config=none.yaml", 2, /^none\.yaml error INVALID_SUPERGRAPH_CONFIG .*no such file or folder/],
  ])("answers %s with exit code %d", async (argument, exitCode, output) => {
    expect(await run([command(), argument])).toEqual({ exitCode, output: expect.stringMatching(output) });
  });

  it("is a library", async () => {
    expect(await run(["module.mjs"])).toEqual({ exitCode: 0, output: "passed 0 true\n" });
  });

  it("is typed", async () => {
    const compiler = join(process.cwd(), "node_modules", "typescript", "bin", "tsc");
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--types", "node"];
    expect(await run([compiler, ...options, "typed.mts"])).toEqual({ exitCode: 0, output: "" });
  });

  it("says which Node it needs", async () => {
    expect(await run(["--require", pretendNode("18.20.8"), command()])).toEqual({
      exitCode: 1,
      output: "Node 20.19 or newer is needed, and this is Node 18.20.8.\n",
    });
  });
});
