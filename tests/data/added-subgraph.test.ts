import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { runScript } from "../commands/run-command.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { startProcess } from "../support/process.ts";

const dataFolder = createDataFolder();
const accounts = await startProcess("subgraphs/accounts/main", { DATA_DIR: dataFolder });
await accounts.stop();
copyFileSync(join(dataFolder, "accounts.db"), join(dataFolder, "reviews.db"));

/** A project with a subgraph more that has a database, and one that has none. */
const createProject = () =>
  createTemporaryFolder({
    "supergraph.yaml": ["accounts", "clock", "reviews"].reduce(
      (yaml, name) =>
        `${yaml}  ${name}:\n    routing_url: http://127.0.0.1:1/graphql\n    schema: { file: supergraph.yaml }\n`,
      "subgraphs:\n",
    ),
    "prisma/accounts/schema.prisma": "",
    "prisma/reviews/schema.prisma": "",
  });

function runCommand(name: string, ...args: readonly string[]) {
  const variables = { DATA_DIR: dataFolder };
  return runScript(`scripts/db-${name}.ts`, { args, folder: createProject(), variables });
}

it("npm run db:backup copies every database that supergraph.yaml's subgraphs have", async () => {
  const folder = join(createDataFolder(), "backup");
  expect(await runCommand("backup", folder)).toEqual({
    exitCode: 0,
    output: expect.stringMatching(/^reviews\t.+\naccounts\t.+\n$/),
  });
  expect(readdirSync(folder).sort()).toEqual(["accounts.db", "manifest.json", "reviews.db"]);
  const { databases } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  expect(databases.map(({ name }: { name: string }) => name)).toEqual(["reviews", "accounts"]);
});

it("npm run db:backup and db:restore name the databases that there are", async () => {
  const usage = (command: string) => ({
    exitCode: 1,
    output: expect.stringMatching(`^usage: npm run ${command} -- <[a-z ]+> \\[reviews\\] \\[accounts\\]\n$`),
  });
  expect(await runCommand("backup", "folder", "clock")).toEqual(usage("db:backup"));
  expect(await runCommand("restore")).toEqual(usage("db:restore"));
});
