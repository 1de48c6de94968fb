import { copyFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createDatabaseAdapter } from "../../subgraphs/shared/database/adapter.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { TEST_SUPERGRAPH } from "../support/graph/test-graph.ts";
import { startProcess, startRefusingProcess } from "../support/process.ts";
import { waitFor } from "../support/wait-for.ts";

interface Health {
  readonly status: number;
  readonly body: unknown;
}

async function readHealth(url: string, path = "ready"): Promise<Health> {
  const response = await fetch(`${url}/health/${path}`);
  return { status: response.status, body: await response.json() };
}

async function waitForHealth(url: string, expected: Health): Promise<void> {
  const isExpected = async () => JSON.stringify(await readHealth(url)) === JSON.stringify(expected);
  await waitFor(`the health ${JSON.stringify(expected)}`, isExpected);
}

async function run(file: string, sql: string): Promise<void> {
  const connection = await createDatabaseAdapter(`file:${file}`).connect();
  await connection.executeScript(sql);
  await connection.dispose();
}

const ADD_UNKNOWN_MIGRATION = `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
  VALUES ('newer', '', '29990101000000_newer', 32472144000000)`;
const READY: Health = { status: 200, body: { ready: true, database: "open" } };

describe("a subgraph", () => {
  it("is ready while its database has exactly the migrations of its code", async () => {
    const folder = createDataFolder();
    const file = join(folder, "accounts.db");
    const { url } = await startProcess("subgraphs/accounts/main", { DATA_DIR: folder });
    expect(await readHealth(url)).toEqual(READY);

    await run(file, ADD_UNKNOWN_MIGRATION);
    await waitForHealth(url, { status: 503, body: { ready: false, database: "newer" } });
    await run(file, "DELETE FROM _prisma_migrations WHERE id = 'newer'");
    await waitForHealth(url, READY);
    await run(file, "UPDATE _prisma_migrations SET finished_at = NULL");
    await waitForHealth(url, { status: 503, body: { ready: false, database: "failed" } });
    await run(file, "DROP TABLE _prisma_migrations");
    await waitForHealth(url, { status: 503, body: { ready: false, database: "unreadable" } });
    expect(await readHealth(url, "live")).toEqual({ status: 200, body: { live: true } });
  });

  it.each([
    ["replaced", (file: string) => renameSync(`${file}.copy`, file)],
    ["deleted", (file: string) => rmSync(file)],
  ])("is not ready when its database's file was %s under it", async (_what, change) => {
    const folder = createDataFolder();
    const file = join(folder, "accounts.db");
    const { url } = await startProcess("subgraphs/accounts/main", { DATA_DIR: folder });
    await waitForHealth(url, READY);
    copyFileSync(file, `${file}.copy`);
    change(file);
    await waitForHealth(url, { status: 503, body: { ready: false, database: "replaced" } });
  });

  it("refuses, with one line, to start on a database of a newer version", async () => {
    const folder = createDataFolder();
    const first = await startProcess("subgraphs/accounts/main", { DATA_DIR: folder });
    await first.stop();
    const file = join(folder, "accounts.db");
    await run(file, ADD_UNKNOWN_MIGRATION);
    expect(await startRefusingProcess("subgraphs/accounts/main", { DATA_DIR: folder })).toEqual({
      exitCode: 1,
      output: `accounts cannot start: the database file:${file} was written by a newer version (unknown migrations: 29990101000000_newer): run that version, or restore a backup\n`,
    });
  });
});

it("the router is ready, and lives, while no subgraph does", async () => {
  const { url } = await startProcess("router/main", {
    SUPERGRAPH_PATH: TEST_SUPERGRAPH,
    ACCOUNTS_URL: "http://127.0.0.1:9/graphql",
    ITEMS_URL: "http://127.0.0.1:9/graphql",
    NOTES_URL: "http://127.0.0.1:9/graphql",
  });
  expect(await readHealth(url)).toMatchObject({
    status: 200,
    body: { ready: true, supergraph: { replaced: 0, isOutdated: false } },
  });
  expect(await readHealth(url, "live")).toEqual({ status: 200, body: { live: true } });
});
