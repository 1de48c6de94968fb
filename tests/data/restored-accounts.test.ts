import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { runDatabaseCommand } from "./database-commands.ts";
import { checkIntegrity, readTables } from "./database-file.ts";

const dataFolder = createDataFolder();
const backup = join(createDataFolder(), "backup");
const first = await startProcess("subgraphs/accounts/main", { DATA_DIR: dataFolder });

/** The codes of a registration's answer, or of a sign-in's. */
async function send(url: string, field: "register" | "login", username: string): Promise<readonly string[]> {
  const mutation = `mutation { ${field}(username: "${username}", password: "a long password") { expiresAt } }`;
  return (await sendOperation(url, mutation, { asRouter: true })).codes;
}

const copyAccounts = () => runDatabaseCommand("backup", dataFolder, [backup, "accounts"]);
const restoreAccounts = () => runDatabaseCommand("restore", dataFolder, [backup, "accounts"]);

it("accounts comes back as it was when it was copied, and what replaced it is kept", async () => {
  expect(await send(first.url, "register", "before")).toEqual([]);
  expect(await copyAccounts()).toEqual({ exitCode: 0, output: expect.stringMatching(/^accounts\t/) });
  expect(await send(first.url, "register", "after")).toEqual([]);

  expect(await restoreAccounts()).toEqual({
    exitCode: 1,
    output: expect.stringMatching(/accounts\.db is in use: stop every process that has it open/),
  });
  expect(await first.stop()).toBe(0);
  expect(await restoreAccounts()).toEqual({
    exitCode: 0,
    output: expect.stringMatching(/^accounts\tas it was at .*accounts\.db\.replaced-\d+\n$/),
  });
  const file = join(dataFolder, "accounts.db");
  expect(await readTables(file)).toEqual(await readTables(join(backup, "accounts.db")));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const [replaced = ""] = readdirSync(dataFolder).filter((name) => name.includes(".replaced-"));
  expect(await checkIntegrity(join(dataFolder, replaced))).toBe("ok");

  const { url } = await first.restart();
  expect(await send(url, "login", "before")).toEqual([]);
  expect(await send(url, "login", "after")).toEqual(["UNAUTHENTICATED"]);
});
