import { generateKeyPairSync } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { nameVariable, OWN_DATABASES, OWN_SUBGRAPHS } from "../support/own-subgraphs.ts";
import { startInstalled, type Variables } from "../support/process.ts";
import { type Outcome, runNode, runScript } from "./run-command.ts";

const images = join(createDataFolder(), "images");
const written = await runScript("scripts/image.ts", { args: [images] });

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** Runs each process in the folder of its image, where no package is beside it, in production. */
async function startImages(dataFolder: string) {
  let shared: Variables = { NODE_ENV: "production", DATA_DIR: dataFolder, DRAIN_MS: "0" };
  for (const name of OWN_SUBGRAPHS) {
    const { url } = await startInstalled(join(images, name), ["."], { ...shared, JWT_PRIVATE_KEY: privateKey });
    const address = { [nameVariable(name, "URL")]: `${url}/graphql` };
    const keys = name === "accounts" ? { JWKS_URL: `${url}/.well-known/jwks.json` } : {};
    shared = { ...shared, ...address, ...keys };
  }
  return startInstalled(join(images, "router"), ["."], shared);
}

/** Runs a command in the folder of an image. */
function runBuilt(image: string, command: string, args: readonly string[], dataFolder: string): Promise<Outcome> {
  const folder = join(images, image);
  return runNode([`scripts/${command}.js`, ...args], { folder, variables: { DATA_DIR: dataFolder } });
}

/** The bytes of all files below `folder`. */
function measure(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => statSync(join(folder, name)));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

describe("npm run image", () => {
  it("writes a folder for the router and each subgraph, and says so", () => {
    const folders = ["router", ...OWN_SUBGRAPHS].map((name) => `${join(images, name)}\n`);
    expect(written).toEqual({ exitCode: 0, output: expect.stringContaining("router") });
    expect(written.output.split("\n").sort()).toEqual(folders.join("").split("\n").sort());
  });

  it("refuses a folder that is there, and arguments that it does not know", async () => {
    expect(await runScript("scripts/image.ts", { args: [images] })).toEqual({
      exitCode: 1,
      output: `${images} is there already: name a new folder\n`,
    });
    expect((await runScript("scripts/image.ts")).output).toBe("usage: npm run image -- <new folder>\n");
  });

  it("keeps the router within 20 MB and a subgraph within 90 MB", () => {
    expect(measure(join(images, "router"))).toBeLessThan(20_000_000);
    for (const name of OWN_SUBGRAPHS) expect(measure(join(images, name))).toBeLessThan(90_000_000);
  });
});

describe("the folders of images", () => {
  it("have processes that serve, and commands for their data", async () => {
    const dataFolder = createDataFolder();
    const router = await startImages(dataFolder);
    const created = await runBuilt("accounts", "account", ["create", "alice"], dataFolder);
    const [, password = ""] = /password (\S+)/.exec(created.output) ?? [];
    const login =
      'mutation ($password: String!) { login(username: "alice", password: $password) { user { username } } }';
    expect((await sendOperation(router.url, login, { variables: { password } })).data).toEqual({
      login: { user: { username: "alice" } },
    });
    const ready = (await (await fetch(`${router.url}/health/ready`)).json()) as { subgraphs: object };
    expect(ready.subgraphs).toEqual(Object.fromEntries(OWN_SUBGRAPHS.map((name) => [name, "available"])));
  });

  it.each(OWN_DATABASES)("back up and restore the database of %s alone", async (name) => {
    const dataFolder = createDataFolder();
    const process = await startInstalled(join(images, name), ["."], { DATA_DIR: dataFolder });
    const backup = join(dataFolder, "backup");
    expect(await runBuilt(name, "db-backup", [backup], dataFolder)).toEqual({
      exitCode: 0,
      output: expect.stringMatching(new RegExp(`^${name}\t\\d+ bytes, as of \\w+\n$`)),
    });
    await process.stop();
    expect(await runBuilt(name, "db-restore", [backup], dataFolder)).toEqual({
      exitCode: 0,
      output: expect.stringMatching(new RegExp(`^${name}\tas it was at `)),
    });
  });

  it("have commands that say how they are run there", async () => {
    const outcome = await runBuilt("accounts", "account", [], createDataFolder());
    expect(outcome).toEqual({
      exitCode: 1,
      output: expect.stringMatching(/^usage: node scripts\/account\.js <command>/),
    });
  });
});
