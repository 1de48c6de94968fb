import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { validate } from "dockerfile-utils";
import { nameVariable, OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { waitFor } from "../support/wait-for.ts";
import { listBuildContext } from "./build-context.ts";
import { startContainer } from "./container.ts";
import { carryOut } from "./dockerfile.ts";

const folder = mkdtempSync(join(tmpdir(), "supergraph-images-"));
stopAfterTests(() => rm(folder, { recursive: true, force: true }));
// The images' user is another one.
chmodSync(folder, 0o755);
const stages = carryOut("Dockerfile", folder);

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const SECRETS = { ROUTER_SECRET: "0123456789abcdef0123456789abcdef", JWT_PRIVATE_KEY: privateKey };

function requireStage(name: string) {
  const stage = stages.get(name);
  if (stage === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
  return stage;
}

/** What the folder of a stage's application holds, with the size of each file. */
function listFiles(name: string): [file: string, bytes: number][] {
  const app = join(requireStage(name).folder, "app");
  const files = readdirSync(app, { recursive: true, encoding: "utf8" });
  return files
    .map((file) => [file, statSync(join(app, file))] as const)
    .flatMap(([file, stats]) => (stats.isFile() ? [[file, stats.size]] : []));
}

const TARGETS = ["router", ...OWN_SUBGRAPHS];

describe("the Dockerfile", () => {
  it("has no fault that a linter finds", () => {
    expect(validate(readFileSync("Dockerfile", "utf8"))).toEqual([]);
  });

  it("has a target for the router and each subgraph", () => {
    expect([...stages.keys()]).toEqual(["build", "process", ...TARGETS]);
  });

  it("gets no secrets, no data and nothing that was built here", () => {
    const context = listBuildContext();
    expect(context).toEqual(expect.arrayContaining(["package.json", "package-lock.json", ".npmrc"]));
    expect(
      context.filter((file) => /^(?:dist|data|tests|\.git)\/|(^|\/)(?:node_modules|generated|\.env)(\/|$)/.test(file)),
    ).toEqual([]);
  });
});

describe.each(TARGETS)("the image of %s", (name) => {
  it("keeps within its size beside Node", () => {
    const bytes = listFiles(name).reduce((sum, [, size]) => sum + size, 0);
    expect(bytes).toBeLessThan(name === "router" ? 20_000_000 : 90_000_000);
  });

  it("has no packages of development, and no sources", () => {
    const files = listFiles(name).map(([file]) => file);
    expect(files.filter((file) => /node_modules\/(?:tsx|typescript|esbuild|jest|prisma)\//.test(file))).toEqual([]);
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  it("is told to run as another user than root", () => {
    expect(requireStage(name).settings.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });
});

describe("the processes of the images", () => {
  it("serve together, are healthy, write to their volume alone, and end in good order", async () => {
    const before = TARGETS.map(listFiles);
    let shared: Record<string, string> = { ...SECRETS, DRAIN_MS: "0" };
    const containers = [];
    for (const name of [...OWN_SUBGRAPHS, "router"]) {
      const container = await startContainer(requireStage(name), shared);
      containers.push(container);
      const keys = name === "accounts" ? { JWKS_URL: `${container.url}/.well-known/jwks.json` } : {};
      if (name !== "router") shared = { ...shared, ...keys, [nameVariable(name, "URL")]: `${container.url}/graphql` };
    }
    const url = containers.at(-1)?.url;
    const subgraphs = Object.fromEntries(OWN_SUBGRAPHS.map((name) => [name, "available"]));
    await waitFor("all subgraphs", async () => {
      const ready = (await (await fetch(`${url}/health/ready`)).json()) as { subgraphs: object };
      return JSON.stringify(ready.subgraphs) === JSON.stringify(subgraphs);
    });
    for (const { process } of containers) {
      const child = execFileSync("ps", ["-o", "args=", "--ppid", String(process.pid)], { encoding: "utf8" });
      expect(child).toMatch(/^node --max-semi-space-size=32 \.\n$/);
    }
    for (const container of containers.reverse()) {
      expect([await container.stop(), container.output()]).toEqual([0, expect.not.stringContaining("cut off")]);
      expect(await container.checkHealth()).toBe(1);
    }
    expect(TARGETS.map(listFiles)).toEqual(before);
    for (const name of OWN_SUBGRAPHS)
      expect(readdirSync(join(requireStage(name).folder, "data"))).toContain(`${name}.db`);
  }, 60_000);
});
